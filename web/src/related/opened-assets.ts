const MOST = 40
const keyOf = (environment: string): string => `opened:${environment}`

/** IDs of the assets that were looked at in this browser, the last one first. */
export function openedAssets(environment: string): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(keyOf(environment)) ?? '[]')
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

export function noteOpened(environment: string, assetId: string): void {
  const others = openedAssets(environment).filter((id) => id !== assetId)
  localStorage.setItem(keyOf(environment), JSON.stringify([assetId, ...others].slice(0, MOST)))
}
