import { Download, Waypoints } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import type { AssetDetails } from '../api/asset.ts'
import { sizeWords } from '../related/asset-words.ts'
import { IconButton } from '../ui/button.tsx'
import { fileSize } from '../ui/format.ts'
import { titleOf } from '../ui/thumb.tsx'
import styles from './asset-head.module.css'
import { AssetMenu } from './asset-menu.tsx'
import { download } from './download.ts'

/** What the asset is called, and what can be done with it as a whole. */
export function AssetHead({ asset, pager }: { asset: AssetDetails; pager: ReactNode }) {
  const [, navigate] = useLocation()
  return (
    <header className={styles.head}>
      <div className={styles.place}>
        <p className={styles.path}>
          <Link href="/library">Library</Link>
          {asset.folder && (
            <>
              {' / '}
              <Link href={`/library?folder=${encodeURIComponent(asset.folder)}`}>{asset.folder}</Link>
            </>
          )}
        </p>
        {pager}
      </div>
      <div className={styles.words}>
        <h1 className={styles.title}>{titleOf(asset)}</h1>
        <p className={styles.about}>
          {aboutFile(asset)}
          {asset.type !== 'upload' && ` · ${asset.type}`}
        </p>
      </div>
      <div className={styles.actions}>
        <IconButton label="Open in graph" onClick={() => navigate(`/graph?from=${asset.asset_id}`)}>
          <Waypoints />
        </IconButton>
        <IconButton label="Download" onClick={() => download(asset)}>
          <Download />
        </IconButton>
        <AssetMenu key={asset.asset_id} asset={asset} />
      </div>
    </header>
  )
}

/** Some files are told by their size already. */
function aboutFile(asset: AssetDetails): string {
  const [words, size] = [sizeWords(asset), fileSize(asset.bytes)]
  return words.endsWith(size) ? words : `${words} · ${size}`
}
