import { Waypoints } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { useAssetsNamed } from '../api/assets.ts'
import { useHubs } from '../api/walks.ts'
import { PageHead } from '../shell/page-head.tsx'
import { Field } from '../ui/field.tsx'
import { counted } from '../ui/format.ts'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { type Pictured, Thumb, titleOf } from '../ui/thumb.tsx'
import { addressText } from './address.ts'
import { useCards } from './cards.ts'
import styles from './start-screen.module.css'

const HUBS = 24

/** Where no asset was chosen yet: search for one, or begin with those that hold most together. */
export function StartScreen() {
  const [words, setWords] = useState('')
  const named = useAssetsNamed(words, HUBS)
  const hubs = useHubs(HUBS)
  const isSearching = words.trim() !== ''
  return (
    <>
      <PageHead title="Graph" about="See how assets hang together, from any of them on." />
      <div className={styles.body}>
        <div className={styles.search}>
          <Field
            label="Start from an asset"
            type="search"
            placeholder="Name, tag or folder"
            value={words}
            onChange={({ target }) => setWords(target.value)}
          />
        </div>
        {isSearching ? (
          <section aria-label="Found assets" aria-live="polite">
            {named.error ? (
              <Failed what="The search" error={named.error} onRetry={named.refetch} />
            ) : named.data?.length === 0 ? (
              <Empty title={`Nothing is called “${words.trim()}”`}>Try a part of the name, a tag or a folder.</Empty>
            ) : (
              <Tiles assets={(named.data ?? []).map((asset) => ({ asset, relations: asset.relations }))} />
            )}
          </section>
        ) : hubs.error ? (
          <Failed what="The assets with the most relations" error={hubs.error} onRetry={hubs.refetch} />
        ) : hubs.isPending ? (
          <Loading what="assets with the most relations" />
        ) : hubs.data.length === 0 ? (
          <Empty icon={<Waypoints />} title="Nothing is related yet">
            Relate assets in the library, by dragging one onto another, and see here how they hang together.
          </Empty>
        ) : (
          <section aria-labelledby="hubs">
            <h2 id="hubs" className={styles.title}>
              Most related
            </h2>
            <Tiles assets={hubs.data} />
          </section>
        )}
      </div>
    </>
  )
}

interface Tile {
  readonly asset: Pictured
  readonly relations: number
}

function Tiles({ assets }: { assets: readonly Tile[] }) {
  const cards = useCards(assets)
  return (
    <ul className={styles.tiles}>
      {assets.map(({ asset, relations }) => {
        const pictured = asset.thumbnail ? asset : (cards.get(asset.asset_id) ?? asset)
        return (
          <li key={asset.asset_id}>
            <Link href={addressText({ from: [asset.asset_id] })} className={styles.tile}>
              <span className={styles.picture}>
                <Thumb asset={pictured} size={200} cover />
              </span>
              <span className={styles.name}>{titleOf(pictured)}</span>
              <span className={styles.count}>{counted(relations, 'relation')}</span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
