import { isForGood, type LoggedChange } from '../core/change.ts'
import type { Cloud } from '../core/cloud.ts'
import type { Reader } from '../core/store.ts'

/** Which of a page of changes undo takes back, as far as nobody has changed since what they changed. */
export async function undoableOf(
  reader: Reader,
  cloud: Cloud,
  changes: readonly LoggedChange[],
): Promise<(change: LoggedChange) => boolean> {
  const files = changes.flatMap((change) => (change.type === 'restore' && change.file ? [change.file.before] : []))
  const found = files.length > 0 ? await reader.versions.find(cloud.id, files) : []
  const kept = new Set(found.map(({ versionId }) => versionId))
  return (change) =>
    change.type === 'restore' && !change.fromTrash
      ? change.file !== undefined && kept.has(change.file.before)
      : !isForGood(change)
}
