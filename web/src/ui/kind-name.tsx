import { kindColor, useKinds } from '../api/kinds.ts'
import { kindTitle } from './format.ts'
import styles from './kind-name.module.css'

/** How a relation is called from one side, with the colour that its kind has everywhere. */
export const KindName = ({ name }: { name: string }) => (
  <span className={styles.kind}>
    <KindDot name={name} />
    {kindTitle(name)}
  </span>
)

/** The colour of a kind, beside words that name it. */
export function KindDot({ name }: { name: string }) {
  const { data: kinds = [] } = useKinds()
  return <span className={styles.dot} style={{ background: kindColor(kinds, name) }} aria-hidden />
}
