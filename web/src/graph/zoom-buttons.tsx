import { Maximize, Minus, Orbit, Plus } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import type { Stage } from './stage.ts'
import styles from './zoom-buttons.module.css'

export function ZoomButtons({ stage }: { stage: Stage | undefined }) {
  return (
    <div className={styles.buttons}>
      <IconButton label="Closer" shortcut="+" onClick={() => stage?.zoom(1.35)}>
        <Plus />
      </IconButton>
      <IconButton label="Farther" shortcut="−" onClick={() => stage?.zoom(1 / 1.35)}>
        <Minus />
      </IconButton>
      <IconButton label="Fit into view" shortcut="0" onClick={() => stage?.fit()}>
        <Maximize />
      </IconButton>
      <IconButton label="Arrange anew" onClick={() => stage?.arrange()}>
        <Orbit />
      </IconButton>
    </div>
  )
}
