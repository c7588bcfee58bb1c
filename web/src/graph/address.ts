/** What a picture shows, as its address says it: a link to it shows the same to everybody. */
export interface GraphAddress {
  readonly from: readonly string[]
  readonly steps: number
  /** Names of the kinds that are shown; undefined: all. */
  readonly kinds: readonly string[] | undefined
  /** Resource types that are shown; undefined: all. */
  readonly types: readonly string[] | undefined
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
    path: start && end ? [start, end] : undefined,
  }
}

export function addressText({ from, steps, kinds, types, path }: GraphAddress): string {
  const filter = (shown: readonly string[]) => shown.join(',') || NONE
  const params = [
    from.length > 0 && `from=${from.map(encodeURIComponent).join(',')}`,
    steps !== DEFAULT_STEPS && `steps=${steps}`,
    kinds && `kinds=${filter(kinds)}`,
    types && `types=${filter(types)}`,
    path && `path=${path.map(encodeURIComponent).join(',')}`,
  ].filter(Boolean)
  return `/graph${params.length > 0 ? `?${params.join('&')}` : ''}`
}
