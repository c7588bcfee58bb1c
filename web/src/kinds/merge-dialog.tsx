import { useRef, useState } from 'react'
import { messageOf } from '../api/client.ts'
import { useUndo } from '../api/history.ts'
import { type Kind, useKinds, useMergeKinds } from '../api/kinds.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Select } from '../ui/field.tsx'
import { count, counted, kindTitle } from '../ui/format.ts'
import { Progress } from '../ui/progress.tsx'
import { toast } from '../ui/toast.tsx'

interface MergeDialogProps {
  readonly kind: Kind
  readonly relations: number | undefined
  readonly onClose: () => void
}

/** Gives all relations of a kind another, and retires the first. */
export function MergeDialog({ kind, relations, onClose }: MergeDialogProps) {
  const { data: kinds = [] } = useKinds()
  const merge = useMergeKinds()
  const undo = useUndo()
  const options = targetsOf(kind, kinds)
  const [into, setInto] = useState(options[0] ?? '')
  const [merged, setMerged] = useState<number>()
  const [error, setError] = useState<unknown>()
  const isClosed = useRef(false)
  const title = kindTitle(kind.name)
  const close = () => {
    isClosed.current = true
    onClose()
  }
  const run = async () => {
    setMerged(0)
    setError(undefined)
    let done = 0
    try {
      const call = await merge(kind.name, into, (n) => {
        done = n
        setMerged(n)
      })
      toast(`${counted(done, 'relation')} of ${title} became ${kindTitle(into)}`, {
        action: { label: 'Undo', run: () => undo([call]) },
      })
      if (!isClosed.current) onClose()
    } catch (failure) {
      setMerged(undefined)
      setError(failure)
    }
  }
  const isRunning = merged !== undefined
  return (
    <Dialog
      open
      onClose={close}
      title={`Merge ${title}`}
      about={`Its relations become ones of the other kind, with their notes and order. ${title} is retired.`}
      actions={
        <>
          <Button onClick={close}>{isRunning ? 'Close' : 'Cancel'}</Button>
          <Button look="primary" busy={isRunning} disabled={!into} onClick={run}>
            Merge{relations ? ` ${counted(relations, 'relation')}` : ''}
          </Button>
        </>
      }
    >
      <Select
        label={`A that is ${title} B, becomes`}
        value={into}
        disabled={isRunning}
        onChange={({ target }) => setInto(target.value)}
        options={options.map((name) => [name, kindTitle(name)])}
        error={error === undefined ? undefined : messageOf(error)}
      />
      {isRunning && (
        <div role="status">
          <Progress label="Merged relations" done={merged} of={relations ?? merged}>
            {count(merged)}
            {relations !== undefined && ` of ${count(Math.max(relations, merged))}`}
          </Progress>
        </div>
      )}
    </Dialog>
  )
}

/** Either name of another kind; of what has no direction, only ones that have none either. */
const targetsOf = (kind: Kind, kinds: readonly Kind[]): string[] =>
  kinds
    .filter((other) => other.name !== kind.name && !other.retired && (kind.directed || !other.directed))
    .flatMap(({ name, inverse, directed }) => (directed ? [name, inverse] : [name]))
