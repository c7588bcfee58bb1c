import { Link } from 'wouter'
import type { AssetCard } from '../api/assets.ts'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { nameOf, type Pointed } from './change-words.ts'
import styles from './changed-asset.module.css'

/** A small picture that leads to the asset; only the icon of its type where it is gone. */
export function ChangedAsset({ asset, card }: { asset: Pointed; card: AssetCard | undefined }) {
  const name = card ? titleOf(card) : nameOf(asset)
  const picture = <Thumb asset={card ?? asset} size={64} cover />
  return card ? (
    <Link href={`/assets/${asset.asset_id}`} className={styles.picture} aria-label={name} title={name}>
      {picture}
    </Link>
  ) : (
    <span className={styles.picture} role="img" aria-label={name} title={name}>
      {picture}
    </span>
  )
}
