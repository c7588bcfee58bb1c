/** Where one was in a list of assets. */
export interface Place {
  top: number
  focus: number
  /** Whether an asset was opened from there: coming back, one is on it again. */
  wasOpened: boolean
}

const places = new Map<string, Place>()
/** Places are small: this many are more than anybody goes back through. */
const MOST = 200

/** The place of an address. It is one object as long as the page is open, and is written to. */
export function placeOf(address: string): Place {
  const known = places.get(address)
  if (known) return known
  const place = { top: 0, focus: 0, wasOpened: false }
  places.set(address, place)
  if (places.size > MOST) places.delete(places.keys().next().value!)
  return place
}

/** Begins at the top there. */
export const forgetPlace = (address: string): void => void places.delete(address)
