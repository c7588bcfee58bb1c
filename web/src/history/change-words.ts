import type { LoggedChange } from '../api/history.ts'
import { count, counted, kindPhrase, kindTitle } from '../ui/format.ts'

/** What a change is about. */
export type Pointed = LoggedChange['assets'][number]

/** The last part of its public ID: of what was deleted, nothing else is known. */
export const nameOf = ({ public_id: id }: { readonly public_id: string }): string => id.slice(id.lastIndexOf('/') + 1)

/** Types of changes as one looks for them. */
export const CHANGE_TITLES: Readonly<Record<LoggedChange['type'], string>> = {
  relate: 'Related',
  unrelate: 'Relations removed',
  edit_relations: 'Relations edited',
  upload: 'Uploaded',
  update: 'Edited',
  rename: 'Renamed',
  delete: 'Deleted',
  restore: 'Restored',
  delete_versions: 'Versions deleted',
  dismiss: 'Suggestions dismissed',
  undismiss: 'Dismissals taken back',
  kind: 'Kinds',
  rule: 'Rules',
  create_folder: 'Folders created',
  rename_folder: 'Folders renamed',
  delete_folder: 'Folders deleted',
  key: 'API keys',
  saved_search: 'Saved searches',
  bundle_link: 'Links to bundles',
  webhook: 'Webhooks',
  eager: 'Made beforehand',
  failure: 'Failures',
}

/** Who did it, as people are called: `user:anna` is anna. */
export function actorWords(actor: string): string {
  if (actor.startsWith('user:')) return actor.slice(5)
  if (actor.startsWith('rule:')) return `Rule ${actor.slice(5)}`
  return /^\d{6,}$/.test(actor) ? `Key …${actor.slice(-4)}` : kindTitle(actor)
}

/** What somebody did, as it follows their name: "related 3 assets to ‘dog’ as poster of". */
export const changeWords = (change: LoggedChange): string =>
  change.undo_of === undefined ? oneChange(change) : `took back: ${oneChange(change)}`

/** As `changeWords`, of all that one call did. */
export function callWords(changes: readonly LoggedChange[]): string {
  const first = changes[0]!
  if (changes.length === 1) return changeWords(first)
  return first.undo_of === undefined ? manyChanges(changes, first) : `took back: ${manyChanges(changes, first)}`
}

function manyChanges(changes: readonly LoggedChange[], first: LoggedChange): string {
  const isSame = changes.every(({ type }) => type === first.type)
  const sum = (of: (change: LoggedChange) => number) => changes.reduce((all, change) => all + of(change), 0)
  if (changes.some(({ type, before, after }) => type === 'kind' && retires(before, after))) {
    const kind = changes.find(({ type }) => type === 'kind')?.kind ?? ''
    return `merged ${quoted(kindTitle(kind))} into another kind`
  }
  const relations = sum((change) => change.relations_count ?? 0)
  if (relations > 0 && isSame) return `${RELATION_VERBS[first.type] ?? 'changed'} ${counted(relations, 'relation')}`
  const assets = sum((change) => change.assets_count)
  if (isSame && assets > 0) return `${ASSET_VERBS[first.type] ?? 'changed'} ${counted(assets, 'asset')}`
  const uploaded = changes.find(({ type }) => type === 'upload')
  const most = uploaded ?? changes.toSorted((a, b) => b.assets_count - a.assets_count)[0]!
  return `${oneChange(most)}, with ${counted(changes.length - 1, 'more change')}`
}

const RELATION_VERBS: Readonly<Record<string, string>> = {
  relate: 'made',
  unrelate: 'removed',
  edit_relations: 'edited',
}

const ASSET_VERBS: Readonly<Record<string, string>> = {
  upload: 'uploaded',
  delete: 'deleted',
  restore: 'restored',
  update: 'edited',
  rename: 'renamed',
  delete_versions: 'deleted versions of',
  eager: 'made beforehand pictures of',
}

const quoted = (text: string): string => `‘${text}’`

function oneChange(change: LoggedChange): string {
  const { type, assets, assets_count: n } = change
  const them = n === 1 && assets[0] ? quoted(nameOf(assets[0])) : counted(n, 'asset')
  switch (type) {
    case 'relate':
    case 'unrelate':
    case 'edit_relations':
      return relationWords(change)
    case 'upload':
      return change.overwritten ? `uploaded ${them} over the file before` : `uploaded ${them}`
    case 'rename':
      return `renamed ${change.renamed_from ? quoted(change.renamed_from.public_id) : 'an asset'} to ${quoted(assets[0]?.public_id ?? '')}`
    case 'update':
      return `changed ${fieldsWords(change)} of ${them}`
    case 'delete_versions':
      return `deleted ${counted(change.version_ids?.length ?? 0, 'version')} of ${them}`
    case 'dismiss':
      return `dismissed ${counted(change.pairs?.length ?? 0, 'suggestion')}`
    case 'undismiss':
      return `let ${counted(change.pairs?.length ?? 0, 'pair')} be suggested again`
    case 'create_folder':
      return `created the folder ${quoted(change.folder ?? '')}`
    case 'delete_folder':
      return `deleted the folder ${quoted(change.folder ?? '')}`
    case 'rename_folder':
      return `renamed the folder ${quoted(change.folder_before ?? '')} to ${quoted(change.folder ?? '')}`
    case 'kind':
      return kindWords(change)
    case 'rule':
      return `${definitionVerb(change)} the rule ${quoted(change.rule ?? '')}`
    case 'saved_search':
      return `${definitionVerb(change)} the saved search ${quoted(change.search ?? '')}`
    case 'webhook':
      return `${definitionVerb(change)} a webhook to ${quoted(hostOf(change))}`
    case 'bundle_link':
      return `${change.link?.action === 'revoke' ? 'took back' : 'made'} a link to the bundle of ${n === 0 ? 'what is deleted by now' : them}`
    case 'key':
      return `${KEY_VERBS[change.key?.action ?? ''] ?? 'changed'} the API key ${quoted(change.key?.name || change.key?.key || '')}`
    case 'failure':
      return `tried what failed: ${change.message ?? ''}`
    case 'restore':
      return change.file ? `brought back an earlier file of ${them}` : `restored ${them}`
    case 'delete':
    case 'eager':
      return `${ASSET_VERBS[type]} ${them}`
  }
}

const definitionVerb = ({ before, after }: LoggedChange): string => (before ? (after ? 'changed' : 'deleted') : 'made')

const hostOf = ({ before, after }: LoggedChange): string => ((after ?? before) as { host?: string })?.host ?? ''

const KEY_VERBS: Readonly<Record<string, string>> = {
  create: 'made',
  rename: 'renamed',
  rotate: 'rotated',
  revoke: 'revoked',
}

/** "related 3 assets to ‘dog’ as poster of": where all of them have one asset and one kind in common; else how many there are. */
function relationWords({ type, relations = [], relations_count: n = 0 }: LoggedChange): string {
  const verb = type === 'relate' ? 'related' : type === 'unrelate' ? 'took' : 'edited how'
  const [first] = relations
  if (!first) return `${RELATION_VERBS[type]} ${counted(n, 'relation')}`
  if (type === 'edit_relations' && relations.every(isMoved)) return 'put related assets in another order'
  const kinds = new Set(relations.map(({ kind }) => kind))
  const hub = (['to', 'from'] as const).find(
    (side) => new Set(relations.map((relation) => relation[side].asset_id)).size === 1,
  )
  if (!hub || kinds.size > 1 || relations.length < n) {
    return `${RELATION_VERBS[type]} ${counted(n, 'relation')}${kinds.size === 1 ? ` of the kind ${kindTitle(first.kind)}` : ''}`
  }
  const as = first.kind === 'related' ? '' : ` as ${kindTitle(first.kind)}`
  const many = (asset: Pointed) => (n === 1 ? quoted(nameOf(asset)) : counted(n, 'asset'))
  const [from, to] =
    hub === 'to' ? [many(first.from), quoted(nameOf(first.to))] : [quoted(nameOf(first.from)), many(first.to)]
  if (type === 'unrelate') return `removed ${from} from ${to}${as}`
  return type === 'relate'
    ? `${verb} ${from} to ${to}${as}`
    : `${verb} ${from} ${n === 1 || hub === 'from' ? 'is' : 'are'} related to ${to}${as}`
}

/** Where relations stand is nothing that is told: where nothing else changed, it is that. */
const isMoved = ({ before, after }: { readonly before?: object; readonly after?: object }): boolean =>
  JSON.stringify(before) === JSON.stringify(after)

const FIELD_WORDS: Readonly<Record<string, string>> = {
  display_name: 'the display name',
  asset_folder: 'the folder',
  access_mode: 'the access',
  access_control: 'the access',
  tags: 'tags',
  coordinates: 'the regions',
  file: 'the file',
}

export const fieldWords = (field: string): string => FIELD_WORDS[field] ?? kindTitle(field)

function fieldsWords({ updates = [] }: LoggedChange): string {
  const fields = new Set(updates.flatMap(({ after }) => Object.keys(after)).map(fieldWords))
  return list.format(fields) || 'something'
}

const list = new Intl.ListFormat('en')

type Said = { readonly name?: string; readonly retired?: boolean } | undefined
const retires = (before: object | undefined, after: object | undefined): boolean =>
  (before as Said)?.retired === false && (after as Said)?.retired === true

function kindWords({ kind = '', before, after }: LoggedChange): string {
  const name = quoted(kindTitle(kind))
  if (!before) return `made the kind ${name}`
  if (retires(before, after)) return `retired the kind ${name}`
  if (retires(after, before)) return `brought back the kind ${name}`
  const was = (before as Said)?.name
  return was !== undefined && was !== kind
    ? `renamed the kind ${quoted(kindTitle(was))} to ${name}`
    : `changed the kind ${name}`
}

/** One line for each thing that a change did. */
export interface ChangeItem {
  readonly key: string
  /** Whose pictures stand beside it. */
  readonly assets: readonly Pointed[]
  readonly words: string
  /** As it was and as it is, where that says more. */
  readonly more?: string
}

export function itemsOf(change: LoggedChange): ChangeItem[] {
  if (change.relations) {
    return change.relations.map(({ from, to, kind, before, after }, i) => ({
      key: `relation ${i}`,
      assets: [from, to],
      words: `${nameOf(from)} ${kindPhrase(kind)} ${nameOf(to)}`,
      more: [noteOf(before), noteOf(after)].filter(Boolean).join(' → '),
    }))
  }
  if (change.pairs) {
    return change.pairs.map(({ from, to }, i) => ({
      key: `pair ${i}`,
      assets: [from, to],
      words: `${nameOf(from)} and ${nameOf(to)}`,
    }))
  }
  if (change.updates) {
    return change.updates.map(({ asset, before, after }) => ({
      key: asset.asset_id,
      assets: [asset],
      words: nameOf(asset),
      more: Object.keys(after)
        .map((field) => `${fieldWords(field)}: ${valueWords(before, field)} → ${valueWords(after, field)}`)
        .join('\n'),
    }))
  }
  if (change.assets.length > 0) {
    return change.assets.map((asset) => ({ key: asset.asset_id, assets: [asset], words: asset.public_id }))
  }
  return []
}

const noteOf = (said: object | undefined): string => {
  const note = (said as { note?: string } | undefined)?.note
  return note ? `“${note}”` : ''
}

const MOST_CHARACTERS = 120

function valueWords(said: object, field: string): string {
  const value = (said as Record<string, unknown>)[field]
  if (value === null || value === undefined || value === '') return 'nothing'
  const text =
    Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? value.join(', ') || 'none'
      : typeof value === 'object'
        ? Object.entries(value)
            .map(([name, one]) => `${name}=${typeof one === 'object' ? JSON.stringify(one) : one}`)
            .join(', ') || 'none'
        : String(value)
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}

/** `+12`: those that aren't shown. */
export const restWords = (n: number): string => `+${count(n)}`
