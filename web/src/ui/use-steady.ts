import { useLayoutEffect, useRef, useState } from 'react'

// biome-ignore lint/suspicious/noExplicitAny: whatever they take
type Acts = Readonly<Record<string, (...given: any[]) => unknown>>

/** The same functions at each drawing, which do what those of the last one do: what gets them isn't drawn anew for them. */
export function useSteady<Of extends { readonly [Name in keyof Of]: Acts[string] }>(acts: Of): Of {
  const latest = useRef(acts)
  useLayoutEffect(() => {
    latest.current = acts
  })
  const [steady] = useState(() => {
    const names = Object.keys(acts) as (keyof Of)[]
    return Object.fromEntries(
      names.map((name) => [name, (...given: unknown[]) => latest.current[name](...given)]),
    ) as Of
  })
  return steady
}
