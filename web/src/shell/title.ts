import { useEffect } from 'react'

/** The title of the browser's tab, as bookmarks and history have it. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Relata` : 'Relata'
  }, [title])
}
