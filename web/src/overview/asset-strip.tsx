import { Link } from 'wouter'
import { type Pictured, Thumb, titleOf } from '../ui/thumb.tsx'
import styles from './asset-strip.module.css'

/** A row of assets to go to, each with a word about it. */
export function AssetStrip({ items }: { items: readonly { readonly asset: Pictured; readonly about: string }[] }) {
  return (
    <ul className={styles.strip}>
      {items.map(({ asset, about }) => (
        <li key={asset.asset_id}>
          <Link href={`/assets/${asset.asset_id}`} className={styles.asset}>
            <span className={styles.thumb}>
              <Thumb asset={asset} size={160} cover />
            </span>
            <span className={styles.name}>{titleOf(asset)}</span>
            {about && <span className={styles.about}>{about}</span>}
          </Link>
        </li>
      ))}
    </ul>
  )
}
