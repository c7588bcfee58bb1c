import { callRef } from '../core/change-refs.ts'
import type { Caller } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Library } from '../core/library.ts'
import type { ChangePage } from '../core/ports/changes.ts'
import { catchUp } from './index-history.ts'
import { unknownCall } from './list-history.ts'
import { type UndoResult, undoChange } from './undo-change.ts'

/** Changes that are taken back at once, of up to a thousand relations each; a call that made more is undone in several. */
const MAX_CHANGES = 10

export interface UndonePage {
  /** The call by which it is undone, itself to be undone by that: the same for all pages. */
  readonly call: string
  /** Last change first. */
  readonly results: readonly UndoResult[]
  readonly nextCursor: string | undefined
}

/**
 * Takes back what one call changed, the last of it first, as far as nobody has changed it since: that is left, and told
 * item by item. Logged as a call of its own, so that it can be undone as well. With `dryRun` nothing is changed, and it is
 * told what would be. Throws `not_found` where nothing is logged of the call.
 */
export async function undoCall(
  library: Library,
  caller: Caller,
  call: string,
  { dryRun, cursor }: { readonly dryRun: boolean; readonly cursor?: string | undefined },
): Promise<UndonePage> {
  const { store } = library
  const { cloud } = caller
  const scope = `${dryRun ? 'dry run of ' : ''}undo ${call}`
  const [before, requestId = caller.requestId] =
    cursor === undefined ? [] : (decodeCursor(cloud, scope, cursor) as [string, string])
  await catchUp(store, cloud)
  const query = {
    ref: callRef(call),
    ...(before !== undefined && { before }),
    direction: 'desc',
    limit: MAX_CHANGES,
  } as const
  const page = await store.read.changes.page(cloud.id, query)
  if (page.changes.length === 0 && before === undefined) throw unknownCall(call)
  const undoing: Caller = { ...caller, requestId, undoOf: call }
  const results = dryRun ? await tryUndo(library, undoing, page) : await undo(library, undoing, page)
  return {
    call: requestId,
    results,
    nextCursor: page.hasMore ? encodeCursor(cloud, scope, [page.changes.at(-1)!.position, requestId]) : undefined,
  }
}

async function undo(library: Library, caller: Caller, { changes }: ChangePage): Promise<UndoResult[]> {
  const results: UndoResult[] = []
  for (const change of changes) {
    const { undone, hidden } = await library.store.write((tx) => undoChange(tx, library, caller, change))
    await library.derivedFiles.removeAll(hidden)
    results.push(...undone)
  }
  return results
}

/** Does it all and keeps nothing of it: what depends on what was undone before is told right. */
async function tryUndo(library: Library, caller: Caller, { changes }: ChangePage): Promise<UndoResult[]> {
  const results: UndoResult[] = []
  const enough = new Error('A dry run is over')
  const trial = library.store.write(async (tx) => {
    results.length = 0
    for (const change of changes) results.push(...(await undoChange(tx, library, caller, change)).undone)
    throw enough
  })
  await trial.catch((error) => {
    if (error !== enough) throw error
  })
  return results
}
