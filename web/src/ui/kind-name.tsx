import { kindColor, useKinds } from '../api/kinds.ts'
import { kindTitle } from './format.ts'
import styles from './kind-name.module.css'

/** How a relation is called from one side, with the colour that its kind has everywhere. */
export function KindName({ name }: { name: string }) {
  const { data: kinds = [] } = useKinds()
  return (
    <span className={styles.kind}>
      <span className={styles.dot} style={{ background: kindColor(kinds, name) }} aria-hidden />
      {kindTitle(name)}
    </span>
  )
}
