import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { RelationResults } from '../../../src/http/api/contract.ts'
import { useApi } from '../api/environment.ts'
import type { Kind } from '../api/kinds.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select } from '../ui/field.tsx'
import { kindTitle } from '../ui/format.ts'
import { type Pictured, Thumb, titleOf } from '../ui/thumb.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { kindPhrase } from './path-words.ts'
import styles from './relate-dialog.module.css'

interface RelateDialogProps {
  readonly from: Pictured
  readonly to: Pictured
  readonly kinds: readonly Kind[]
  readonly onClose: () => void
}

/** By which kind two assets are to be related, read from the first one's side. */
export function RelateDialog({ from, to, kinds, onClose }: RelateDialogProps) {
  const [kind, setKind] = useState('related')
  const api = useApi()
  const queries = useQueryClient()
  const relate = useMutation({
    mutationFn: (kind: string) =>
      api.post<RelationResults>('/relations', { relations: [{ from: from.asset_id, to: to.asset_id, kind }] }),
    onSuccess: ({ results: [result] }) => {
      if (result?.message) toastError('They could not be related', new Error(result.message))
      else
        toast(
          result?.outcome === 'related'
            ? `${titleOf(from)} ${kindPhrase(kind)} ${titleOf(to)}`
            : 'They are related so already',
        )
      for (const noun of ['walk', 'relations', 'path', 'assets', 'related'])
        void queries.invalidateQueries({ queryKey: [noun] })
    },
    onError: (error) => toastError('They could not be related', error),
  })
  const names = kinds
    .filter(({ retired }) => !retired)
    .flatMap(({ name, inverse }) => (name === inverse ? [name] : [name, inverse]))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    relate.mutate(kind)
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Relate the two"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="relate">
            Relate
          </Button>
        </>
      }
    >
      <form id="relate" className={styles.pair} onSubmit={submit}>
        <One asset={from} />
        <Select
          label="How"
          bare
          value={kind}
          onChange={({ target }) => setKind(target.value)}
          options={names.map((name) => [name, kindTitle(name)])}
        />
        <One asset={to} />
      </form>
    </Dialog>
  )
}

const One = ({ asset }: { asset: Pictured }) => (
  <div className={styles.one}>
    <span className={styles.picture}>
      <Thumb asset={asset} size={200} cover />
    </span>
    <span className={styles.name}>{titleOf(asset)}</span>
  </div>
)
