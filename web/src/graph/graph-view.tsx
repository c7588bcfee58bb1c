import { useMemo } from 'react'
import { useSearch } from 'wouter'
import { parseAddress } from './address.ts'
import { GraphPicture } from './graph-picture.tsx'
import { StartScreen } from './start-screen.tsx'

export function GraphView() {
  const search = useSearch()
  const address = useMemo(() => parseAddress(search), [search])
  const start = address.from.join()
  return start === '' ? <StartScreen /> : <GraphPicture key={start} address={address} />
}
