import { type RefObject, useLayoutEffect } from 'react'

/** Where tabs scroll sideways, the one that is open is in sight. */
export function useTabInSight(list: RefObject<HTMLElement | null>, open: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is open
  useLayoutEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-current], [data-state="active"]')
    if (tab) list.current!.scrollLeft = tab.offsetLeft - (list.current!.clientWidth - tab.offsetWidth) / 2
  }, [list, open])
}
