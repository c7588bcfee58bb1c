import { useSyncExternalStore } from 'react'

/** From this width on, the panel stands beside the preview and scrolls by itself; as in asset-view.module.css. */
const WIDE = '(min-width: 900px)'

const subscribe = (onChange: () => void) => {
  const query = window.matchMedia(WIDE)
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}

export const useIsWide = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(WIDE).matches)
