import { useEffect, useRef, useState } from 'react'
import type { SeenRequest } from '../api/requests.ts'
import { counted } from '../ui/format.ts'

const EVERY_MS = 10_000

/** Says to those who can't see the table what came, now and then: not each request. */
export function Summary({ requests }: { requests: readonly SeenRequest[] }) {
  const latest = useRef(requests)
  latest.current = requests
  const [told, setTold] = useState('')
  useEffect(() => {
    let last = latest.current[0]?.id ?? 0
    const timer = window.setInterval(() => {
      const fresh = latest.current.filter(({ id }) => id > last)
      last = latest.current[0]?.id ?? last
      if (fresh.length === 0) return
      const failed = fresh.filter(({ status }) => status >= 400).length
      setTold(`${counted(fresh.length, 'new request')}${failed > 0 ? `, ${failed} failed` : ''}`)
    }, EVERY_MS)
    return () => window.clearInterval(timer)
  }, [])
  return (
    <p className="unseen" aria-live="polite">
      {told}
    </p>
  )
}
