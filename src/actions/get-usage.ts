import type { Cloud } from '../core/cloud.ts'
import { invalid } from '../core/errors.ts'
import type { LibraryTotals } from '../core/ports/totals.ts'
import type { Reader } from '../core/store.ts'

/** How much there was in the environment at the end of a day (YYYY-MM-DD, UTC), or is by now. */
export async function getUsage(reader: Reader, cloud: Cloud, date: string | undefined): Promise<LibraryTotals> {
  const at = date === undefined ? Date.now() : Date.parse(date)
  if (date !== undefined && (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(at) || at > Date.now()))
    throw invalid(`Invalid date - ${JSON.stringify(date.slice(0, 50))}: expected a day until today, as YYYY-MM-DD`)
  return reader.totals.at(cloud.id, at)
}
