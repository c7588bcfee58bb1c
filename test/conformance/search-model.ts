import type { Asset } from '../../src/core/asset.ts'
import { type NumberUnit, readNumber, readTime, roundedSpan } from '../../src/core/search/literals.ts'
import type { Comparison, Literal, SearchTree } from '../../src/core/search/tree.ts'
import { folded, wordsOf } from '../../src/core/search/words.ts'

/** How an asset is related: to which others, by their public IDs, and under which names. */
export type RelatedBy = (asset: Asset) => readonly { readonly to: string; readonly name: string }[]

/** Whether an expression is true of an asset, looked at by itself: what an index is to find. */
export function matches(tree: SearchTree, asset: Asset, now: number, related: RelatedBy = () => []): boolean {
  switch (tree.kind) {
    case 'and':
      return tree.of.every((part) => matches(part, asset, now, related))
    case 'or':
      return tree.of.some((part) => matches(part, asset, now, related))
    case 'not':
      return !matches(tree.of, asset, now, related)
    case 'range': {
      const { field, from, to } = tree
      const meets = (is: Comparison, text: string) => met(asset, field, is, { text, prefix: false }, now, related)
      if (!from && !to) return met(asset, field, ':', { text: '', prefix: true }, now, related)
      return (
        (!from || meets(from.inclusive ? '>=' : '>', from.text)) && (!to || meets(to.inclusive ? '<=' : '<', to.text))
      )
    }
    case 'compare':
      return tree.field === null
        ? anywhere(asset, tree.value)
        : met(asset, tree.field, tree.is, tree.value, now, related)
  }
}

function met(asset: Asset, field: string, is: Comparison, value: Literal, now: number, related: RelatedBy): boolean {
  const isAny = value.prefix && value.text === ''
  switch (field) {
    case 'related_to':
      return related(asset).some(({ to }) => isAny || to === value.text)
    case 'relation.kind':
      return related(asset).some(({ name }) => isAny || name === value.text)
  }
  if (!field.startsWith('relations')) return compares(asset, field, is, value, now)
  const counted = related(asset).filter(({ name }) => field === 'relations' || field === `relations.${name}`)
  return isAny || numberMatches(counted.length, is, Number(value.text))
}

function anywhere(asset: Asset, value: Literal): boolean {
  const { publicId, assetFolder, displayName, tags, context, metadata } = asset
  if (wordsOf(value.text).size === 0) return [publicId, displayName, ...tags].some((text) => whole(text, value))
  return hasWords(
    [publicId, assetFolder, displayName, ...tags, ...Object.values(context), ...metadataTexts(metadata)],
    value,
  )
}

const metadataTexts = (metadata: Asset['metadata']): string[] => Object.values(metadata).flat().map(String)

const whole = (text: string, value: Literal): boolean =>
  value.prefix ? text.startsWith(value.text) : text === value.text

/** Every word of the value is among the words of the texts; where it is open, the last one as a beginning. */
function hasWords(texts: readonly string[], { text, prefix }: Literal): boolean {
  const words = new Set(texts.flatMap((one) => [...wordsOf(one)]))
  const wanted = [...wordsOf(text)]
  const isOpen = prefix && /[\p{L}\p{N}]$/u.test(folded(text))
  return wanted.every((word, i) =>
    isOpen && i === wanted.length - 1 ? [...words].some((one) => one.startsWith(word)) : words.has(word),
  )
}

function textMatches(texts: readonly string[], is: Comparison, value: Literal): boolean {
  if (value.prefix && value.text === '') return texts.some((text) => text !== '')
  return is === '=' || wordsOf(value.text).size === 0
    ? texts.some((text) => whole(text, value))
    : hasWords(texts, value)
}

const nameMatches = (name: string | null, value: Literal): boolean =>
  name !== null && whole(name, { ...value, text: folded(value.text) })

function compares(asset: Asset, field: string, is: Comparison, value: Literal, now: number): boolean {
  const { publicId, moderation } = asset
  const number = numberOf(asset, field)
  if (number !== undefined) return numberFieldMatches(number, field, is, value)
  if (field.endsWith('_at')) return timeMatches(timeOf(asset, field), is, value, now)
  switch (field) {
    case 'public_id':
      return textMatches([publicId], value.prefix && value.text.includes('/') ? '=' : is, value)
    case 'display_name':
      return textMatches([asset.displayName], is, value)
    case 'filename':
      return textMatches([publicId.split('/').at(-1)!], is, value)
    case 'tags':
      return textMatches(asset.tags, is, value)
    case 'asset_folder':
      return folderMatches(asset.assetFolder, is, value)
    case 'format':
      return nameMatches(asset.format, value)
    case 'resource_type':
      return nameMatches(asset.resourceType, value)
    case 'type':
      return nameMatches(asset.type, value)
    case 'status':
      return nameMatches('active', value)
    case 'access_mode':
      return nameMatches(asset.accessMode, value)
    case 'moderation_status':
      return nameMatches(moderation?.status ?? null, value)
    case 'moderation_kind':
      return nameMatches(moderation?.kind ?? null, value)
  }
  const key = field.slice(field.indexOf('.') + 1)
  const found = field.startsWith('context.') ? asset.context[key] : asset.metadata[key]
  if (found === undefined) return false
  if (value.prefix && value.text === '') return true
  if (is === ':' || is === '=') return textMatches([found].flat().map(String), is, value)
  return typeof found === 'number' && numberMatches(found, is, Number(value.text))
}

function folderMatches(folder: string, is: Comparison, { text, prefix }: Literal): boolean {
  if (prefix && text === '') return folder !== ''
  const [have, want] = is === '=' ? [folder, text] : [folded(folder), folded(text)]
  const path = want.replace(/^\/+|\/+$/g, '')
  if (!prefix) return have === path
  return want.endsWith('/') && path !== '' ? have === path || have.startsWith(`${path}/`) : have.startsWith(path)
}

function numberMatches(have: number | null, is: Comparison, want: number): boolean {
  if (have === null) return false
  if (is === ':' || is === '=') return have === want
  return is === '>' ? have > want : is === '>=' ? have >= want : is === '<' ? have < want : have <= want
}

/** Undefined for a field that is no number. */
function numberOf({ width, height, ...asset }: Asset, field: string): number | null | undefined {
  switch (field) {
    case 'bytes':
    case 'pages':
      return asset[field]
    case 'width':
      return width
    case 'height':
      return height
    case 'duration':
      return asset.durationMicros
    case 'pixels':
      return width === null || height === null ? null : width * height
    case 'aspect_ratio':
      return width === null || !height ? null : width / height
    default:
      return undefined
  }
}

const UNITS: Record<string, NumberUnit> = { bytes: 'bytes', duration: 'seconds', aspect_ratio: 'ratio' }

function numberFieldMatches(have: number | null, field: string, is: Comparison, { text, prefix }: Literal): boolean {
  if (prefix) return have !== null
  const span = field === 'aspect_ratio' && (is === ':' || is === '=') ? roundedSpan(text) : undefined
  if (span) return have !== null && have >= span.from && have < span.to
  return numberMatches(have, is, readNumber(text, UNITS[field] ?? 'none')!)
}

const timeOf = (asset: Asset, field: string): number =>
  field === 'created_at' ? asset.createdAt : field === 'uploaded_at' ? asset.uploadedAt : asset.updatedAt

function timeMatches(have: number, is: Comparison, { text, prefix }: Literal, now: number): boolean {
  if (prefix) return true
  const { from, to } = readTime(text, now)!
  if (is === ':' || is === '=') return have >= from && have < to
  return is === '>' ? have >= to : is === '>=' ? have >= from : is === '<' ? have < from : have < to
}
