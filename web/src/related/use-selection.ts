import { useCallback, useMemo, useRef, useState } from 'react'
import { keyOf, type RelatedItem } from '../api/related-list.ts'

/** Which of the related assets are selected; what is gone meanwhile isn't any more. */
export function useSelection(items: readonly RelatedItem[]) {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set())
  const last = useRef('')
  const selected = useMemo(() => items.filter((item) => keys.has(keyOf(item))), [items, keys])
  const toggle = useCallback(
    (item: RelatedItem, isRange: boolean) => {
      const key = keyOf(item)
      const from = isRange ? items.findIndex((one) => keyOf(one) === last.current) : -1
      const to = items.indexOf(item)
      last.current = key
      setKeys((now) => {
        const next = new Set(now)
        if (from >= 0 && to >= 0) {
          for (const one of items.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(keyOf(one))
        } else if (!next.delete(key)) next.add(key)
        return next
      })
    },
    [items],
  )
  return {
    items: selected,
    has: (item: RelatedItem) => keys.has(keyOf(item)),
    toggle,
    clear: useCallback(() => setKeys(new Set()), []),
  }
}
