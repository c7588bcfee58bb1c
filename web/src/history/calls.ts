import type { LoggedChange } from '../api/history.ts'
import type { Pointed } from './change-words.ts'

/** All that one call changed, as far as it is loaded. */
export interface Call {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly undoOf: string | undefined
  /** As they were made. */
  readonly changes: readonly LoggedChange[]
}

export type HistoryRow =
  | { readonly type: 'day'; readonly key: string; readonly day: string }
  | { readonly type: 'call'; readonly key: string; readonly call: Call }

/** Changes newest first, as calls below their days. */
export function rowsOf(changes: readonly LoggedChange[]): HistoryRow[] {
  const rows: HistoryRow[] = []
  let [lastDay, lastCall]: [string, string] = ['', '']
  for (const change of changes) {
    const last = rows.at(-1)
    if (change.call === lastCall && last?.type === 'call') {
      rows[rows.length - 1] = { ...last, call: { ...last.call, changes: [change, ...last.call.changes] } }
      continue
    }
    const day = new Date(change.at).toDateString()
    if (day !== lastDay) rows.push({ type: 'day', key: `day ${day}`, day: change.at })
    const { call: id, at, actor, undo_of: undoOf } = change
    rows.push({ type: 'call', key: `${id} ${at}`, call: { id, at, actor, undoOf, changes: [change] } })
    ;[lastDay, lastCall] = [day, id]
  }
  return rows
}

/** Those that can be shown as pictures, each once: first what others were related to. */
export function picturedOf({ changes }: Call): Pointed[] {
  const assets = changes.flatMap((change) => change.assets)
  return [...new Map(assets.map((asset) => [asset.asset_id, asset])).values()]
}

const dayName = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const dayOfYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
const DAY_MS = 86_400_000

/** "Today", "Yesterday", "Monday, 3 March". */
export function dayWords(iso: string): string {
  const date = new Date(iso)
  const midnight = (of: Date) => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime()
  const days = Math.round((midnight(new Date()) - midnight(date)) / DAY_MS)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return (date.getFullYear() === new Date().getFullYear() ? dayName : dayOfYear).format(date)
}
