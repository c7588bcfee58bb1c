import { Undo2 } from 'lucide-react'
import { Link } from 'wouter'
import type { AssetCard } from '../../../src/http/api/contract.ts'
import type { LoggedChange } from '../api/history.ts'
import { Button } from '../ui/button.tsx'
import { ago, count, dateTime } from '../ui/format.ts'
import { type Pictured, Thumb, titleOf } from '../ui/thumb.tsx'
import styles from './change-row.module.css'
import { actorWords, changeWords } from './change-words.ts'

const MOST_SHOWN = 6

interface ChangeRowProps {
  readonly change: LoggedChange
  /** Those that are there by now, by their IDs: of the others nothing but the name is known. */
  readonly assets: ReadonlyMap<string, AssetCard>
  /** Left out where it can't be, or where another row of the same call has it. */
  readonly onUndo?: (() => unknown) | undefined
}

/** A change in words, with pictures of the assets that it was about. */
export function ChangeRow({ change, assets, onUndo }: ChangeRowProps) {
  const { at, actor, assets: about, assets_count: n } = change
  return (
    <li className={styles.row}>
      <p className={styles.words}>
        <strong>{actorWords(actor)}</strong> {changeWords(change)}
        <time className={styles.time} dateTime={at} title={dateTime(at)}>
          {ago(at)}
        </time>
      </p>
      {onUndo && (
        <Button size="small" look="quiet" icon={<Undo2 />} className={styles.undo} onClick={() => void onUndo()}>
          Undo
        </Button>
      )}
      {about.length > 0 && (
        <ul className={styles.assets}>
          {about.slice(0, MOST_SHOWN).map((asset) => (
            <li key={asset.asset_id}>
              <Small asset={assets.get(asset.asset_id) ?? asset} isThere={assets.has(asset.asset_id)} />
            </li>
          ))}
          {n > MOST_SHOWN && <li className={styles.more}>and {count(n - MOST_SHOWN)} more</li>}
        </ul>
      )}
    </li>
  )
}

function Small({ asset, isThere }: { asset: Pictured; isThere: boolean }) {
  const name = titleOf(asset)
  const picture = (
    <span className={styles.picture}>
      <Thumb asset={asset} size={48} cover />
    </span>
  )
  if (!isThere) return <span title={`${name}, deleted by now`}>{picture}</span>
  return (
    <Link href={`/assets/${asset.asset_id}`} title={name} aria-label={name}>
      {picture}
    </Link>
  )
}
