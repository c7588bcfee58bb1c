import { ChartNoAxesColumn, CircleDashed } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { kindColor } from '../api/kinds.ts'
import { type Overview, useHubs, useOverview, useUnrelated } from '../api/overview.ts'
import { PageHead } from '../shell/page-head.tsx'
import { count, counted, fileSize } from '../ui/format.ts'
import { KindName } from '../ui/kind-name.tsx'
import { Section, Sections } from '../ui/section.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { AssetStrip } from './asset-strip.tsx'
import { Bars } from './bars.tsx'
import { GrowthPlot } from './growth-plot.tsx'
import { Health } from './health.tsx'
import styles from './overview-view.module.css'

const SPANS = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
] as const

/** How much there is, how it grew, and what deserves a look. */
export function OverviewView() {
  const [days, setDays] = useState<(typeof SPANS)[number]['value']>('90')
  const { data, error, refetch } = useOverview(Number(days))
  return (
    <>
      <PageHead
        title="Overview"
        actions={<Segmented label="Since" value={days} onChange={setDays} options={SPANS} />}
      />
      {error ? (
        <Failed what="The overview" error={error} onRetry={refetch} />
      ) : data ? (
        <Sections>
          <Growth overview={data} />
          <div className={styles.halves}>
            <Types overview={data} />
            <Kinds overview={data} />
          </div>
          <Hubs />
          <Unrelated overview={data} />
          <Health />
        </Sections>
      ) : (
        <Loading what="the overview" />
      )}
    </>
  )
}

function Growth({ overview: { days } }: { overview: Overview }) {
  const of = (noun: 'assets' | 'relations' | 'bytes') => days.map((day) => ({ date: day.date, value: day[noun] }))
  return (
    <div className={styles.plots}>
      <GrowthPlot title="Assets" points={of('assets')} color="var(--kind-2)" />
      <GrowthPlot title="Relations" points={of('relations')} color="var(--accent)" />
      <GrowthPlot title="Storage" points={of('bytes')} color="var(--kind-3)" format={fileSize} />
    </div>
  )
}

const TYPE_TITLES = { image: 'Images', video: 'Videos and audio', raw: 'Other files' } as const
const TYPE_COLORS = { image: 'var(--kind-2)', video: 'var(--kind-4)', raw: 'var(--kind-5)' } as const

function Types({ overview: { types } }: { overview: Overview }) {
  return (
    <Section title="Storage by type">
      {types.length === 0 ? (
        <Empty icon={<ChartNoAxesColumn />} title="There are no assets yet" />
      ) : (
        <Bars
          bars={types
            .toSorted((a, b) => b.bytes - a.bytes)
            .map(({ resource_type, type, assets, bytes }) => ({
              key: `${resource_type}/${type}`,
              label: TYPE_TITLES[resource_type] + (type === 'upload' ? '' : `, ${type}`),
              value: bytes,
              text: `${count(assets)} · ${fileSize(bytes)}`,
              color: TYPE_COLORS[resource_type],
            }))}
        />
      )}
    </Section>
  )
}

function Kinds({ overview: { kinds } }: { overview: Overview }) {
  const used = kinds.filter(({ relations }) => relations > 0).sort((a, b) => b.relations - a.relations)
  return (
    <Section title="Relations by kind" actions={<Link href="/kinds">All kinds</Link>}>
      {used.length === 0 ? (
        <Empty icon={<ChartNoAxesColumn />} title="Nothing is related yet">
          Open an asset and relate another to it, or look at the <Link href="/suggestions">suggestions</Link>.
        </Empty>
      ) : (
        <Bars
          bars={used.map(({ name, relations }) => ({
            key: name,
            label: <KindName name={name} />,
            value: relations,
            text: count(relations),
            color: kindColor(kinds, name),
          }))}
        />
      )}
    </Section>
  )
}

function Hubs() {
  const { data: hubs = [] } = useHubs(12)
  if (hubs.length === 0) return null
  return (
    <Section title="Most related" about="What much hangs together with: a good place to begin.">
      <AssetStrip items={hubs.map(({ asset, relations }) => ({ asset, about: counted(relations, 'relation') }))} />
    </Section>
  )
}

/** How many they are is known where they are few; else a relation has two ends, so that at most as many assets have any. */
function Unrelated({ overview: { totals } }: { overview: Overview }) {
  const { data } = useUnrelated(12)
  if (!data) return null
  const { assets, next_cursor: more } = data
  if (assets.length === 0 && !more) {
    return (
      <Section title="Not related to anything">
        <Empty icon={<CircleDashed />} title="Everything is related to something" />
      </Section>
    )
  }
  const least = Math.max(assets.length, totals.assets - 2 * totals.relations)
  const words = !more
    ? `${counted(assets.length, 'asset')}.`
    : least > 0
      ? `${least < totals.assets ? 'At least' : 'All'} ${counted(least, 'asset')}.`
      : ''
  return (
    <Section
      title="Not related to anything"
      about={`${words} Perhaps they belong to something.`.trim()}
      actions={<Link href="/library?q=relations%3D0">See all</Link>}
    >
      {assets.length === 0 ? (
        <Empty icon={<CircleDashed />} title="None among the newest">
          All of them are looked through where you see all.
        </Empty>
      ) : (
        <AssetStrip items={assets.map((asset) => ({ asset, about: asset.folder }))} />
      )}
    </Section>
  )
}
