import { ChevronDown, ChevronUp } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import styles from './sheet.module.css'

/** Beside the canvas; on a small screen below it, where it is folded away until it is asked for or an asset is chosen. */
export function Sheet({ hasSelection, children }: { hasSelection: boolean; children: ReactNode }) {
  const [isOpen, setOpen] = useState(() => hasSelection || !isNarrow())
  const [hadSelection, setHadSelection] = useState(hasSelection)
  if (hasSelection !== hadSelection) {
    setHadSelection(hasSelection)
    if (hasSelection) setOpen(true)
  }
  return (
    <section aria-label="Assets of the graph" className={styles.sheet} data-open={isOpen} data-selection={hasSelection}>
      <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
        {isOpen ? 'Hide the list' : 'Show the list'}
      </button>
      <div className={styles.content}>{children}</div>
    </section>
  )
}

/** As sheet.module.css has it. */
const isNarrow = (): boolean => window.matchMedia('(max-width: 760px)').matches
