import { Trash2, X } from 'lucide-react'
import { Button, IconButton } from '../ui/button.tsx'
import { count } from '../ui/format.ts'
import styles from './related-panel.module.css'

interface SelectionBarProps {
  readonly count: number
  readonly onClear: () => void
  readonly onChangeKind: () => void
  readonly onRemove: () => void
}

/** What can be done with the selected ones, in the place of what can be done with all. */
export function SelectionBar({ count: n, onClear, onChangeKind, onRemove }: SelectionBarProps) {
  return (
    <div className={`${styles.bar} ${styles.selecting}`} role="toolbar" aria-label="Selected relations">
      <IconButton label="Select none" onClick={onClear}>
        <X />
      </IconButton>
      <span className={styles.selected}>{count(n)} selected</span>
      <Button onClick={onChangeKind}>Change kind</Button>
      <Button icon={<Trash2 />} onClick={onRemove}>
        Remove
      </Button>
    </div>
  )
}
