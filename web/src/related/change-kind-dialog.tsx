import { useState } from 'react'
import type { RelatedItem } from '../api/related-list.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { counted } from '../ui/format.ts'
import { titleOf } from '../ui/thumb.tsx'
import { KindPicker } from './kind-picker.tsx'

interface ChangeKindDialogProps {
  readonly items: readonly RelatedItem[]
  readonly onClose: () => void
  readonly onChange: (into: string) => void
}

/** Gives relations another kind or direction; what is said of them stays. */
export function ChangeKindDialog({ items, onClose, onChange }: ChangeKindDialogProps) {
  const [kind, setKind] = useState(items[0]!.kind)
  const isSame = items.every((item) => item.kind === kind)
  return (
    <Dialog
      open
      onClose={onClose}
      title="Change kind"
      about={
        items.length === 1
          ? `How ${titleOf(items[0]!.asset)} belongs to the open asset`
          : `How these ${counted(items.length, 'asset')} belong to the open one`
      }
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={isSame} onClick={() => onChange(kind)}>
            Change
          </Button>
        </>
      }
    >
      <KindPicker label="Kind" value={kind} onChange={setKind} subject="The open asset" />
    </Dialog>
  )
}
