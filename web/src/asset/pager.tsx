import { useQueryClient } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type RefObject, useEffect, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'
import { assetQuery } from '../api/asset.ts'
import { useApi } from '../api/environment.ts'
import { type Listed, useOpenedList } from '../api/opened-from.ts'
import { addressOf, filterOf } from '../library/filter.ts'
import { placeOf } from '../library/place.ts'
import { IconButton } from '../ui/button.tsx'
import { count } from '../ui/format.ts'
import { thumbnailUrl } from '../ui/thumb.tsx'
import styles from './pager.module.css'
import { useOpenedFrom } from './use-opened-from.ts'

interface PagerProps {
  readonly assetId: string
  /** What the asset is called, for whoever hears where they come to. */
  readonly name: string
  /** Where the arrow keys go from asset to asset, unless something in it takes them. */
  readonly stage: RefObject<HTMLElement | null>
}

/** The asset before and the one after, in the list that this one was opened from. */
export function Pager({ assetId, name, stage }: PagerProps) {
  const api = useApi()
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const search = useSearch()
  const from = useOpenedFrom()
  const list = useOpenedList(from, assetId, (library) => filterOf(new URLSearchParams(library)))
  const at = list?.at
  /** Where one is going: whoever presses quickly goes as many on. */
  const target = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the asset nothing is read, it is what was left
  useEffect(() => {
    target.current = at ?? 0
    // Whoever has gone elsewhere meanwhile stays there.
    return () => {
      target.current = Number.NaN
    }
  }, [at, assetId])

  const fetched = async (listed: Listed | undefined) => {
    if (listed) await queries.prefetchQuery(assetQuery(api, listed.asset_id))
    return listed
  }
  const go = async (step: number) => {
    if (!list || !from) return
    const to = Math.min(list.total - 1, Math.max(0, target.current + step))
    if (to === target.current) return
    target.current = to
    const asset = await fetched(await list.assetAt(to).catch(() => undefined))
    if (target.current !== to) return
    if (!asset) {
      target.current = list.at
      return
    }
    if ('library' in from) {
      // Going back, one is on what was seen last.
      const place = placeOf(addressOf(api.environment, from.library))
      Object.assign(place, { focus: to, wasOpened: true })
    }
    navigate(`/assets/${asset.asset_id}${search && `?${search}`}`, {
      replace: true,
      state: { openedFrom: { ...from, at: to } },
    })
  }

  const latest = useRef({ list, fetched, go })
  latest.current = { list, fetched, go }
  useEffect(() => {
    if (at === undefined) return
    const { list, fetched } = latest.current
    for (const index of [at + 1, at - 1]) {
      void list!
        .assetAt(index)
        .then(fetched)
        .then((listed) => {
          const url = listed && thumbnailUrl(listed, 800)
          if (url) new Image().src = url
        })
        .catch(() => undefined)
    }
  }, [at])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const step = stepOf(event, stage.current)
      if (step === undefined) return
      event.preventDefault()
      void latest.current.go(step)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [stage])

  if (!list) return null
  return (
    <nav className={styles.pager} aria-label="Assets of the list">
      {/* At an end they lead nowhere, and yet keep the focus. */}
      <IconButton label="Previous asset" shortcut="[" size="small" aria-disabled={list.at === 0} onClick={() => go(-1)}>
        <ChevronLeft />
      </IconButton>
      {/* As wide for all of them, so that the buttons stay under the pointer. */}
      <span className={styles.at} role="status" style={{ minWidth: `${2 * count(list.total).length + 3}ch` }}>
        <span className="unseen">{name} </span>
        {count(list.at + 1)} of {count(list.total)}
      </span>
      <IconButton
        label="Next asset"
        shortcut="]"
        size="small"
        aria-disabled={list.at >= list.total - 1}
        onClick={() => go(1)}
      >
        <ChevronRight />
      </IconButton>
    </nav>
  )
}

const BRACKETS: Readonly<Record<string, number>> = { '[': -1, ']': 1 }
const ARROWS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 }

/** Brackets go on wherever one isn't writing, arrows where nothing else takes them. */
function stepOf(event: KeyboardEvent, stage: HTMLElement | null): number | undefined {
  const { target, key } = event
  if (event.defaultPrevented || !(target instanceof HTMLElement)) return undefined
  if (target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]')) return undefined
  // Where brackets are typed by AltGr, that counts as both.
  if ((event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph')) return undefined
  if (key in BRACKETS) return BRACKETS[key]
  const isFree = target === document.body || target.id === 'view' || stage?.contains(target)
  const isTaken = target.closest('audio, video') !== null || target.scrollWidth > target.clientWidth
  return isFree && !isTaken ? ARROWS[key] : undefined
}
