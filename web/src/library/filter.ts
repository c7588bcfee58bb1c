import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'wouter'
import type { AssetFilter } from '../api/assets.ts'
import { useEnvironment } from '../api/environment.ts'
import { forgetPlace } from './place.ts'

export const VIEWS = ['grid', 'list'] as const
export type View = (typeof VIEWS)[number]

const LISTS = ['resource_type', 'type', 'tag'] as const
const TEXTS = ['q', 'folder', 'sort', 'direction'] as const

/** The filter that an address has; its order is always the same, so that equal filters are equal. */
export function filterOf(params: URLSearchParams): AssetFilter {
  const filter: Record<string, unknown> = {}
  for (const name of TEXTS) if (params.get(name)) filter[name] = params.get(name)
  if (params.get('subfolders') === 'true') filter.subfolders = true
  for (const name of LISTS) {
    const values = params.getAll(name).filter(Boolean)
    if (values.length > 0) filter[name] = values
  }
  return filter as AssetFilter
}

/** An address's query for a filter, and for how it is looked at. */
export function paramsOf(filter: AssetFilter, view?: View): URLSearchParams {
  const params = new URLSearchParams()
  for (const name of TEXTS) if (filter[name]) params.set(name, filter[name])
  if (filter.subfolders) params.set('subfolders', 'true')
  for (const name of LISTS) for (const value of filter[name] ?? []) params.append(name, value)
  if (view === 'list') params.set('view', view)
  return params
}

/** Whether anything but the folder and the order narrows what is shown. */
export const isNarrowed = ({ q, resource_type, type, tag }: AssetFilter): boolean =>
  [q, resource_type, type, tag].some((part) => part !== undefined)

export type ChangeFilter = (change: Partial<Record<keyof AssetFilter, unknown>>, how?: { replace?: boolean }) => void

/** What the address says is shown, and how to go to another: one begins at the top there. */
export function useFilter() {
  const { name } = useEnvironment()
  const [params, setParams] = useSearchParams()
  const text = params.toString()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parameters are new with each render, their text is not
  const filter = useMemo(() => filterOf(params), [text])
  const change = useCallback<ChangeFilter>(
    (wanted, { replace = false } = {}) =>
      setParams(
        (now) => {
          const next = paramsOf({ ...filterOf(now), ...wanted } as AssetFilter, viewOf(now))
          forgetPlace(addressOf(name, next))
          return next
        },
        { replace },
      ),
    [setParams, name],
  )
  const setView = useCallback(
    (next: View) => setParams((now) => paramsOf(filterOf(now), next), { replace: true }),
    [setParams],
  )
  return { filter, view: viewOf(params), change, setView, address: addressOf(name, params) }
}

const viewOf = (params: URLSearchParams): View => (params.get('view') === 'list' ? 'list' : 'grid')

/** What the place of a list is kept under. */
export const addressOf = (environment: string, params: URLSearchParams | string): string => `${environment}?${params}`
