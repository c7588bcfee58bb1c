import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Checkup } from '../../../src/http/api/contract.ts'
import { ApiError, errorOf, PAGE_HEADER } from './client.ts'
import { useApi } from './environment.ts'

export type { Checkup }
export type CheckupResult = NonNullable<Checkup['last']>
export type Finding = CheckupResult['findings'][number]

/** What was found when the library was looked over last, and whether it is being now. */
export function useCheckup() {
  const api = useApi()
  return useQuery({
    queryKey: ['checkup', api.environment],
    queryFn: ({ signal }) => api.get<Checkup>('/checkup', undefined, signal),
    refetchInterval: ({ state: { data } }) => data?.running === true && 2000,
  })
}

type Line =
  | { readonly progress: { readonly part: string } }
  | { readonly finding: Finding }
  | { readonly error: string }
  | { readonly summary: CheckupResult }

/** Looks the library over, and tells what is being looked at. */
export function useRunCheckup() {
  const api = useApi()
  const queries = useQueryClient()
  const [part, setPart] = useState('')
  const run = useMutation({
    async mutationFn(): Promise<CheckupResult> {
      setPart('')
      for await (const line of linesOf<Line>(api.url('/checkup'))) {
        if ('progress' in line) setPart(line.progress.part)
        else if ('error' in line) throw new ApiError(200, 'internal', line.error)
        else if ('summary' in line) return line.summary
      }
      throw new ApiError(0, 'offline', 'The server broke off before the end. Try again.')
    },
    onSuccess: (last) => queries.setQueryData<Checkup>(['checkup', api.environment], { running: false, last }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['checkup', api.environment] }),
  })
  return { run, part }
}

/** The lines of an answer in JSON Lines, as they come. */
async function* linesOf<Value>(path: string): AsyncGenerator<Value> {
  const response = await fetch(path, { method: 'POST', headers: PAGE_HEADER })
  if (!response.ok || !response.body) throw errorOf(response.status, await response.text())
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (let rest = ''; ; ) {
    const { value, done } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop()!
    for (const line of lines) yield JSON.parse(line)
  }
}
