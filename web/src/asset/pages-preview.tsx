import type { AssetDetails } from '../api/asset.ts'
import styles from './preview.module.css'

/** Wide enough to be read. */
const SIZE = 1600
/** Further pages are in the file itself. */
const MOST_PAGES = 300

/** The pages of a document, one below the other; pictures are loaded as they come into sight. */
export function PagesPreview({ asset, thumbnail }: { asset: AssetDetails; thumbnail: string }) {
  const pages = Math.min(asset.pages ?? 1, MOST_PAGES)
  const ratio = asset.width && asset.height ? `${asset.width} / ${asset.height}` : undefined
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is to be scrolled by keyboard
    <section className={`${styles.stage} ${styles.pages}`} aria-label="Pages" tabIndex={0}>
      {Array.from({ length: pages }, (_, i) => i + 1).map((page) => (
        <figure key={page} className={styles.page}>
          <img
            src={thumbnail.replaceAll('{size}', String(SIZE)).replace('pg_1', `pg_${page}`)}
            alt={`Page ${page}`}
            loading="lazy"
            style={{ aspectRatio: ratio }}
          />
          {pages > 1 && (
            <figcaption>
              {page} / {asset.pages}
            </figcaption>
          )}
        </figure>
      ))}
    </section>
  )
}
