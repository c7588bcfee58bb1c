import type { RelatedItem } from '../api/related-list.ts'
import { ago } from '../ui/format.ts'
import { KindName } from '../ui/kind-name.tsx'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { partWords, sizeWords } from './asset-words.ts'
import styles from './related-card.module.css'

/** A related asset seen larger, with all that is said of the relation. */
export function RelatedCard({ item }: { item: RelatedItem }) {
  const { asset, kind, note, start, end, rule, related_at: at } = item
  const isTall = asset.width !== undefined && asset.height !== undefined && asset.height > asset.width
  return (
    <div className={styles.card}>
      {asset.thumbnail && (
        <div className={styles.picture} data-tall={isTall || undefined}>
          <Thumb asset={asset} size={360} />
        </div>
      )}
      <div className={styles.words}>
        <p className={styles.title}>{titleOf(asset)}</p>
        <p className={styles.soft}>{asset.public_id}</p>
        <p className={styles.soft}>{sizeWords(asset)}</p>
        {note && <p className={styles.note}>{note}</p>}
        {start !== undefined && <p className={styles.soft}>Part {partWords(start, end)}</p>}
        {(item.from_version_status === 'outdated' || item.to_version_status === 'outdated') && (
          <p className={styles.warning}>
            Means an earlier version {item.to_version_status === 'outdated' ? 'of it' : 'of the open asset'}
          </p>
        )}
        <p className={styles.foot}>
          <KindName name={kind} />
          <span className={styles.soft}>
            {ago(at)}
            {rule !== undefined && `, by the rule ${rule}`}
          </span>
        </p>
      </div>
    </div>
  )
}
