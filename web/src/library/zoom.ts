import { useState } from 'react'

/** Heights of rows, in px. */
const HEIGHTS = [96, 128, 168, 216, 280, 380] as const
const NAMES = ['Smallest', 'Small', 'Medium', 'Large', 'Larger', 'Largest'] as const
export const MOST_ZOOM = HEIGHTS.length - 1

export const zoomLabel = (level: number): string => NAMES[level] ?? NAMES[2]

export interface Zoom {
  readonly level: number
  readonly height: number
  readonly setLevel: (level: number) => void
}

/** How large thumbnails are: as it was chosen last, else what suits the screen. */
export function useZoom(): Zoom {
  const [level, setLevel] = useState(() => {
    const kept = Number(localStorage.getItem('zoom') ?? Number.NaN)
    if (HEIGHTS[kept] !== undefined) return kept
    return window.innerWidth < 700 ? 1 : window.innerWidth < 2200 ? 2 : 3
  })
  return {
    level,
    height: HEIGHTS[level]!,
    setLevel: (next) => {
      const within = Math.min(MOST_ZOOM, Math.max(0, next))
      localStorage.setItem('zoom', String(within))
      setLevel(within)
    },
  }
}
