import { useMemo } from 'react'
import styles from './library-view.module.css'

/** Widths that look like those of pictures. */
const SHAPES = [1.5, 0.75, 1.33, 1, 1.78, 1.5, 0.67, 1.33]

/** Room for what is being loaded, in its shape. */
export function SkeletonGrid({ height }: { height: number }) {
  const shapes = useMemo(() => Array.from({ length: 48 }, (_, i) => SHAPES[(i * 5) % SHAPES.length]!), [])
  return (
    <div className={styles.skeletons} role="status">
      <span className="unseen">Loading the library</span>
      {shapes.map((shape, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <span key={i} style={{ height, flex: `${shape} 1 ${shape * height}px` }} />
      ))}
    </div>
  )
}
