import { type FormEvent, useState } from 'react'
import { KindPicker } from '../related/kind-picker.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { type Pictured, Thumb, titleOf } from '../ui/thumb.tsx'
import styles from './relate-two-dialog.module.css'

interface RelateTwoDialogProps {
  readonly from: Pictured
  readonly to: Pictured
  readonly onRelate: (kind: string) => void
  readonly onClose: () => void
}

/** By which kind two assets are to be related, read from the first one's side. */
export function RelateTwoDialog({ from, to, onRelate, onClose }: RelateTwoDialogProps) {
  const [kind, setKind] = useState('related')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onRelate(kind)
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
        <KindPicker label="How they belong together" bare value={kind} onChange={setKind} subject="The first" />
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
