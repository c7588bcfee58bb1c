import type { Cloud } from './cloud.ts'
import { invalid } from './errors.ts'
import { seal, unseal } from './seal.ts'

type Position = readonly (string | number)[]

/** A cursor that only this cloud, for this very listing (`scope`), takes back. */
export const encodeCursor = (cloud: Cloud, scope: string, position: Position): string => seal(cloud, scope, position)

/** Where the page before ended. Refuses a cursor that was changed, or that was given out for another listing or cloud. */
export function decodeCursor(cloud: Cloud, scope: string, cursor: string): (string | number)[] {
  const position = unseal<(string | number)[]>(cloud, scope, cursor)
  if (!position) {
    throw invalid(
      'Invalid cursor: pass next_cursor exactly as the page before returned it, with the same other parameters, or leave it out to start again',
    )
  }
  return position
}
