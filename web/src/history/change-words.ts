import type { LoggedChange } from '../api/history.ts'
import { counted, kindTitle } from '../ui/format.ts'

/** `user:anna` is anna, `rule:posters` is the rule posters, anything else is a key or an operation that needs none. */
export function actorWords(actor: string): string {
  if (actor.startsWith('user:')) return actor.slice('user:'.length)
  if (actor.startsWith('rule:')) return `Rule ${actor.slice('rule:'.length)}`
  return /^\d+$/.test(actor) ? `Key ${actor}` : actor
}

const FIELDS: Readonly<Record<string, string>> = {
  display_name: 'the name',
  asset_folder: 'the folder',
  tags: 'tags',
  context: 'context',
  metadata: 'metadata',
  access_mode: 'access',
  access_control: 'access',
  moderation: 'moderation',
  coordinates: 'regions',
}

/** What somebody did, as it follows their name: "related 3 assets". */
export function changeWords(change: LoggedChange): string {
  const { type, assets_count: n, relations_count: relations = 0, undo_of: undoOf } = change
  const words = wordsOf(change, type, n, relations)
  return undoOf === undefined ? words : `${words}, taking something back`
}

function wordsOf(change: LoggedChange, type: LoggedChange['type'], n: number, relations: number): string {
  const assets = n === 1 ? 'it' : counted(n, 'asset')
  const one = n === 1 ? 'an asset' : counted(n, 'asset')
  switch (type) {
    case 'upload':
      return change.overwritten ? 'uploaded a new file' : 'uploaded it'
    case 'delete':
      return `deleted ${one}`
    case 'restore':
      return `brought back ${one}`
    case 'delete_versions':
      return `deleted ${counted(change.version_ids?.length ?? 0, 'earlier version')}`
    case 'rename':
      return `renamed it from ${change.renamed_from?.public_id}`
    case 'update':
      return `changed ${fieldsOf(change)} of ${assets}`
    case 'relate':
      return `related ${pairWords(relations, n)}${kindWords(change)}`
    case 'unrelate':
      return `took apart ${pairWords(relations, n)}${kindWords(change)}`
    case 'edit_relations':
      return isReordered(change) ? 'put related assets in another order' : `changed ${counted(relations, 'relation')}`
    case 'dismiss':
      return `dismissed ${counted(change.pairs?.length ?? 0, 'suggestion')}`
    case 'undismiss':
      return `allowed ${counted(change.pairs?.length ?? 0, 'suggestion')} again`
    case 'create_folder':
      return `made the folder ${change.folder}`
    case 'delete_folder':
      return `deleted the folder ${change.folder}`
    case 'rename_folder':
      return `renamed the folder ${change.folder_before} to ${change.folder}`
    case 'kind':
      return `${change.before ? 'changed' : 'made'} the kind ${kindTitle(change.kind ?? '')}`
    case 'rule':
      return `${!change.before ? 'made' : change.after ? 'changed' : 'deleted'} the rule ${change.rule}`
    case 'key':
      return `${change.key?.action} the key ${change.key?.name || change.key?.key}`
    case 'eager':
      return 'made files that were asked for beforehand'
    case 'failure':
      return `could not do something: ${change.message}`
  }
}

const pairWords = (relations: number, assets: number): string =>
  relations === 1 ? 'two assets' : assets === relations + 1 ? counted(relations, 'asset') : counted(relations, 'pair')

function kindWords({ relations = [] }: LoggedChange): string {
  const kinds = new Set(relations.map(({ kind }) => kind))
  const [kind] = kinds
  return kinds.size === 1 && kind !== undefined && kind !== 'related' ? ` as ${kindTitle(kind)}` : ''
}

function fieldsOf({ updates = [] }: LoggedChange): string {
  const names = new Set(
    updates.flatMap(({ after }) => Object.keys(after).map((name) => FIELDS[name] ?? kindTitle(name))),
  )
  return [...names].join(' and ') || 'something'
}

/** Where relations stand is all that changed: that is not told. */
const isReordered = ({ relations = [] }: LoggedChange): boolean =>
  relations.every(({ before, after }) => JSON.stringify(before) === JSON.stringify(after))
