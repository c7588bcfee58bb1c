import { useMemo } from 'react'
import { useSearchParams } from 'wouter'
import type { HistoryFilter } from '../api/history.ts'

const NAMES = ['asset', 'actor', 'type', 'since', 'until'] as const

/** What is shown of the history, and which call is open: the address has both. Days are whole ones of the person's own clock. */
export function useHistoryAddress() {
  const [params, setParams] = useSearchParams()
  const text = params.toString()
  return useMemo(() => {
    const asked = new URLSearchParams(text)
    const filter: HistoryFilter = Object.fromEntries(
      NAMES.flatMap((name) => {
        const value = asked.get(name)
        return value ? [[name, value]] : []
      }),
    )
    const write = (change: Readonly<Record<string, string | undefined>>, replace: boolean) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now)
          for (const [name, value] of Object.entries(change)) {
            if (value) next.set(name, value)
            else next.delete(name)
          }
          return next
        },
        { replace },
      )
    return {
      filter,
      call: asked.get('call') ?? undefined,
      change: (change: { readonly [Name in keyof HistoryFilter]: string | undefined }) => write(change, true),
      open: (call: string | undefined) => write({ call }, false),
    }
  }, [text, setParams])
}

/** The start of a day, as the server is asked for it; of the day after for `end`. */
export function dayStart(day: string, { end = false } = {}): string | undefined {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  if (!day || !year) return undefined
  return new Date(year, month - 1, date + (end ? 1 : 0)).toISOString()
}

/** The day that a time begins, as date fields have it; the one before for `end`. */
export function dayOf(iso: string | undefined, { end = false } = {}): string {
  if (!iso) return ''
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  const day = new Date(at.getFullYear(), at.getMonth(), at.getDate() - (end ? 1 : 0))
  const padded = (n: number) => String(n).padStart(2, '0')
  return `${day.getFullYear()}-${padded(day.getMonth() + 1)}-${padded(day.getDate())}`
}
