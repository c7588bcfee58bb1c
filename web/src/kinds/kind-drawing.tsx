import { kindColor, useKinds } from '../api/kinds.ts'
import { kindTitle } from '../ui/format.ts'
import styles from './kind-drawing.module.css'

interface Drawn {
  readonly name: string
  readonly inverse: string
}

/** Two assets, and what the kind is called on the way from each to the other. */
export function KindDrawing({ kind: { name, inverse } }: { kind: Drawn }) {
  const { data: kinds = [] } = useKinds()
  const isDirected = name !== inverse
  return (
    <div className={styles.drawing} style={{ color: kindColor(kinds, name) }}>
      <End letter="A" />
      <div className={styles.ways}>
        <p className={styles.way}>
          <span className={styles.name}>{kindTitle(name)}</span>
          <Arrow />
        </p>
        {isDirected && (
          <p className={styles.way} data-back>
            <Arrow />
            <span className={styles.name}>{kindTitle(inverse)}</span>
          </p>
        )}
        {!isDirected && <Arrow isBack />}
      </div>
      <End letter="B" />
    </div>
  )
}

const End = ({ letter }: { letter: string }) => (
  <span className={styles.end} aria-hidden>
    {letter}
  </span>
)

const Arrow = ({ isBack }: { isBack?: boolean }) => <span className={styles.arrow} data-back={isBack} aria-hidden />
