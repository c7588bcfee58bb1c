import { useHistoryState } from 'wouter/use-browser-location'
import type { OpenedFrom } from '../api/opened-from.ts'

/** The list that the asset of this address was opened from, if it was. */
export const useOpenedFrom = (): OpenedFrom | undefined =>
  useHistoryState<{ readonly openedFrom?: OpenedFrom } | null>()?.openedFrom

/** Where that list is seen. */
export function addressOfList(from: OpenedFrom | undefined): string {
  if (!from) return '/library'
  return 'library' in from ? `/library?${from.library}` : `/assets/${from.relatedTo}`
}
