/** What a picture shows, as its address says it: a link to it shows the same to everybody. */
export interface GraphAddress {
  readonly from: readonly string[]
  readonly steps: number
  /** Names of the kinds that are shown; undefined: all. */
  readonly kinds: readonly string[] | undefined
  /** Resource types that are shown; undefined: all. */
  readonly types: readonly string[] | undefined
  /** Whether all that is within the steps is shown, and not only the nearest. */
  readonly all: boolean
  /** Assets whose neighbours are shown, however far they are; and those behind which nothing is. */
  readonly opened: readonly string[]
  readonly folded: readonly string[]
  /** The two ends of the path that is shown. */
  readonly path: readonly [string, string] | undefined
}

export const STEPS = [1, 2, 3, 4] as const
const DEFAULT_STEPS = 2
/** Assets that one call walks from. */
const MAX_FROM = 100
/** Says that none is shown, where leaving it out says all. */
const NONE = '-'

const list = (text: string | null) => [...new Set(text?.split(',').filter(Boolean))]

export function parseAddress(search: string): GraphAddress {
  const params = new URLSearchParams(search)
  const steps = Number(params.get('steps'))
  const filter = (name: string) => (params.get(name) ? list(params.get(name)).filter((one) => one !== NONE) : undefined)
  const [start, end] = list(params.get('path'))
  return {
    from: list(params.get('from')).slice(0, MAX_FROM),
    steps: STEPS.some((one) => one === steps) ? steps : DEFAULT_STEPS,
    kinds: filter('kinds'),
    types: filter('types'),
    all: params.has('all'),
    opened: list(params.get('opened')),
    folded: list(params.get('folded')),
    path: start && end ? [start, end] : undefined,
  }
}

/** What isn't said is as a picture begins. */
export function addressText(address: Partial<GraphAddress>): string {
  const { from = [], steps = DEFAULT_STEPS, kinds, types, all, opened = [], folded = [], path } = address
  const filter = (shown: readonly string[]) => shown.join(',') || NONE
  const params = [
    from.length > 0 && `from=${from.map(encodeURIComponent).join(',')}`,
    steps !== DEFAULT_STEPS && `steps=${steps}`,
    kinds && `kinds=${filter(kinds)}`,
    types && `types=${filter(types)}`,
    all && 'all=1',
    opened.length > 0 && `opened=${opened.join(',')}`,
    folded.length > 0 && `folded=${folded.join(',')}`,
    path && `path=${path.map(encodeURIComponent).join(',')}`,
  ].filter(Boolean)
  return `/graph${params.length > 0 ? `?${params.join('&')}` : ''}`
}
