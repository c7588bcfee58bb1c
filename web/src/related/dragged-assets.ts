/** Assets that are dragged, within the page and from one tab to another: a JSON list of their IDs. */
export const ASSETS_TYPE = 'application/x-relata-assets'

/** What is dragged from a related list: only while dragging, since a page may not read it before it is dropped. */
let fromList: { readonly asset: string; readonly kind: string; readonly moved: readonly string[] } | undefined

export const draggedFromList = () => fromList

export function startDrag(
  data: DataTransfer,
  assetIds: readonly string[],
  list?: { readonly asset: string; readonly kind: string },
): void {
  data.setData(ASSETS_TYPE, JSON.stringify(assetIds))
  data.effectAllowed = 'copyMove'
  fromList = list && { ...list, moved: assetIds }
}

export const endDrag = (): void => {
  fromList = undefined
}

export const hasAssets = ({ types }: DataTransfer): boolean => types.includes(ASSETS_TYPE)

/** IDs of what was dropped; of anything but a list of IDs, none. */
export function droppedAssets(data: DataTransfer): string[] {
  try {
    const ids: unknown = JSON.parse(data.getData(ASSETS_TYPE))
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string' && /^[0-9a-f]{32}$/.test(id)) : []
  } catch {
    return []
  }
}
