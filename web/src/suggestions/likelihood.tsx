import styles from './likelihood.module.css'
import { likelihood } from './words.ts'

/** How likely it is, as a word and a thin bar. */
export function Likelihood({ score }: { score: number }) {
  const percent = Math.round(score * 100)
  return (
    <span className={styles.likelihood} title={`${percent} %`}>
      <span className={styles.bar} aria-hidden>
        <span style={{ width: `${percent}%` }} />
      </span>
      {likelihood(score)}
    </span>
  )
}
