import { FileQuestion } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { Link, useLocation, useParams, useSearch } from 'wouter'
import { type AssetDetails, useAsset } from '../api/asset.ts'
import { ApiError } from '../api/client.ts'
import { useEnvironment } from '../api/environment.ts'
import { noteOpened } from '../related/opened-assets.ts'
import { RelatedPanel } from '../related/related-panel.tsx'
import { useTitle } from '../shell/title.ts'
import { count } from '../ui/format.ts'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { titleOf } from '../ui/thumb.tsx'
import { useTabInSight } from '../ui/use-tab-in-sight.ts'
import { AssetHead } from './asset-head.tsx'
import styles from './asset-view.module.css'
import { DetailsPanel } from './details-panel.tsx'
import { HistoryPanel } from './history-panel.tsx'
import { Pager } from './pager.tsx'
import { Preview } from './preview.tsx'
import { useIsWide } from './use-is-wide.ts'
import { UsePanel } from './use-panel.tsx'
import { VersionsPanel } from './versions-panel.tsx'

/** One asset: what it looks like, and beside it what belongs to it and everything that is known of it. */
export function AssetView() {
  const { id = '' } = useParams()
  const { name } = useEnvironment()
  const { data: asset, error, refetch } = useAsset(id)
  useTitle(asset ? titleOf(asset) : '')
  const isThere = asset !== undefined
  useEffect(() => {
    if (isThere) noteOpened(name, id)
  }, [name, id, isThere])
  const stage = useRef<HTMLDivElement>(null)
  const pager = <Pager assetId={id} name={asset ? titleOf(asset) : ''} stage={stage} />
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Empty
        icon={<FileQuestion />}
        title="There is no such asset"
        actions={<Link href="/library">Go to the library</Link>}
      >
        It may have been deleted: look for it in the <Link href="/trash">trash</Link>.{pager}
      </Empty>
    )
  }
  if (error && !asset) return <Failed what="The asset" error={error} onRetry={refetch} />
  if (!asset) return <Loading what="the asset" />
  return <Asset asset={asset} stage={stage} pager={pager} />
}

const TABS = ['related', 'details', 'versions', 'history', 'use'] as const
type TabName = (typeof TABS)[number]
const TITLES: Record<TabName, string> = {
  related: 'Related',
  details: 'Details',
  versions: 'Versions',
  history: 'History',
  use: 'Use',
}

interface AssetProps {
  readonly asset: AssetDetails
  readonly stage: RefObject<HTMLDivElement | null>
  readonly pager: ReactNode
}

/** The head stays as one goes from asset to asset, so that the focus stays where it is; all else is the asset's own. */
function Asset({ asset, stage, pager }: AssetProps) {
  const id = asset.asset_id
  const [path, navigate] = useLocation()
  const asked = new URLSearchParams(useSearch()).get('tab')
  const tab = TABS.find((one) => one === asked) ?? 'related'
  const panel = useRef<HTMLElement>(null)
  const list = useRef<HTMLDivElement>(null)
  useTabInSight(list, tab)
  const isWide = useIsWide()
  const parts: Record<TabName, ReactNode> = {
    related: <RelatedPanel asset={asset} scroller={isWide ? panel : undefined} />,
    details: <DetailsPanel asset={asset} />,
    versions: <VersionsPanel asset={asset} />,
    history: <HistoryPanel assetId={asset.asset_id} />,
    use: <UsePanel asset={asset} />,
  }
  return (
    <div className={styles.view}>
      <div ref={stage} className={styles.main}>
        <AssetHead asset={asset} pager={pager} />
        <Preview key={id} asset={asset} />
      </div>
      <aside key={id} ref={panel} className={styles.panel} aria-label="About the asset">
        <Tabs.Root
          value={tab}
          onValueChange={(next) =>
            navigate(next === 'related' ? path : `${path}?tab=${next}`, { replace: true, state: history.state })
          }
        >
          <Tabs.List ref={list} className={styles.tabs} aria-label="About the asset">
            {TABS.map((name) => (
              <Tabs.Trigger key={name} value={name} className={styles.tab}>
                {TITLES[name]}
                {name === 'related' && asset.relations > 0 && (
                  <span className={styles.count}>{count(asset.relations)}</span>
                )}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          {TABS.map((name) => (
            <Tabs.Content key={name} value={name} className={styles.content}>
              {parts[name]}
            </Tabs.Content>
          ))}
        </Tabs.Root>
      </aside>
    </div>
  )
}
