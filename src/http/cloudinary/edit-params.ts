import type { AssetEdits } from '../../actions/edit-assets.ts'
import { MODERATION_STATUSES, type Moderation } from '../../core/asset.ts'
import { invalid } from '../../core/errors.ts'
import { checkDepth } from '../params.ts'
import { paramText } from '../signature.ts'
import { parseTags, type TextOrList } from './wire.ts'

type TextOrMap = string | Readonly<Record<string, unknown>>

/** What can be said of an asset, among the parameters of an upload or an update. */
export const labels = {
  tags: { type: ['string', 'array'], items: { type: 'string' }, description: 'A list, or text with commas' },
  context: { type: ['string', 'object'], additionalProperties: true, description: 'key=value|key2=value2, or a map' },
  metadata: {
    type: ['string', 'object'],
    additionalProperties: true,
    description: 'Values of structured metadata fields: id=value|id2=["a","b"], or a map',
  },
  clear_invalid: { type: 'boolean', description: 'Whether metadata values that are not valid any more are removed' },
  display_name: { type: 'string' },
  asset_folder: { type: 'string' },
} as const

export const state = {
  access_mode: { type: 'string', enum: ['public', 'authenticated'] },
  access_control: {
    type: ['string', 'array', 'object'],
    items: {},
    additionalProperties: true,
    description: 'Rules, as JSON: [{"access_type":"anonymous","start":...,"end":...}]',
  },
  custom_coordinates: { type: 'string', description: 'x,y,width,height, regions joined by |' },
  face_coordinates: { type: 'string', description: 'x,y,width,height, regions joined by |' },
} as const

/** Asks for a review; `manual`, by people, is the only kind here. */
export const moderation = { type: 'string', description: 'manual: the asset waits for a review' } as const

/** What Cloudinary and its add-ons do to an asset on request, and nothing here does: refused, whatever the value. */
export const analyses = {
  ocr: { description: 'Not supported' },
  categorization: { description: 'Not supported' },
  detection: { description: 'Not supported' },
  raw_convert: { description: 'Not supported' },
  background_removal: { description: 'Not supported' },
  responsive_breakpoints: { description: 'Not supported' },
} as const

type Analyses = { readonly [Name in keyof typeof analyses]?: unknown }

/** Told as Cloudinary tells unknown values: its SDKs' tests look for the first words, which are others for an upload. */
export function refuseAnalyses(input: Analyses, isUpload = false): void {
  for (const name of Object.keys(analyses) as (keyof Analyses)[]) {
    const value = paramText(input[name]).slice(0, 100)
    if (value === '') continue
    const words = `${name[0]!.toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`
    const uploadSays = name === 'detection' ? `Detection invalid model '${value}'` : `${words} is invalid`
    const what = isUpload ? uploadSays : `Illegal value ${JSON.stringify(value)} for parameter ${name}`
    throw invalid(`${what}: ${name} is not supported here, leave it out`)
  }
}

interface EditParams {
  readonly tags?: TextOrList
  readonly context?: TextOrMap
  readonly metadata?: TextOrMap
  readonly clear_invalid?: boolean
  readonly display_name?: string
  readonly asset_folder?: string
  readonly access_mode?: 'public' | 'authenticated'
  readonly access_control?: string | readonly unknown[] | object
  readonly custom_coordinates?: string
  readonly face_coordinates?: string
  readonly moderation?: string
  readonly moderation_status?: Moderation['status']
}

export function parseEdits(input: EditParams): AssetEdits {
  const { tags, context, metadata, clear_invalid, display_name, asset_folder, access_mode, access_control } = input
  const status = input.moderation_status ?? requestedModeration(input.moderation)
  return {
    ...(tags !== undefined && { tags: parseTags(tags) }),
    ...(context !== undefined && { context: parseContext(context) }),
    ...(metadata !== undefined && { metadata: parseMetadata(metadata) }),
    ...(clear_invalid !== undefined && { clearInvalid: clear_invalid }),
    ...(display_name !== undefined && { displayName: display_name }),
    ...(asset_folder !== undefined && { assetFolder: asset_folder }),
    ...(access_mode !== undefined && { accessMode: access_mode }),
    ...(access_control !== undefined && { accessControl: parseRules(access_control) }),
    ...(status !== undefined && { moderation: status }),
    ...(input.custom_coordinates !== undefined && { customCoordinates: parseRegions(input.custom_coordinates) }),
    ...(input.face_coordinates !== undefined && { faceCoordinates: parseRegions(input.face_coordinates) }),
  }
}

function requestedModeration(kind: string | undefined): Moderation['status'] | undefined {
  if (kind === undefined || kind === '') return undefined
  if (kind === 'manual') return MODERATION_STATUSES[0]
  throw invalid(
    `Illegal value ${JSON.stringify(kind.slice(0, 100))} for parameter moderation: only manual is supported, other kinds need add-ons that are not here`,
  )
}

/** Contextual metadata as a map, or as `k=v|k2=v2`. */
export const parseContext = (context: TextOrMap): Record<string, string> =>
  typeof context === 'string'
    ? parsePairs('context', context)
    : Object.fromEntries(Object.entries(context).map(([key, value]) => [key, paramText(value)]))

/** Structured metadata as a map, as JSON of one, or as `id=value|id2=["a","b"]`. */
export function parseMetadata(metadata: TextOrMap): Record<string, unknown> {
  if (typeof metadata !== 'string') return { ...metadata }
  if (metadata.trimStart().startsWith('{')) return parseJson('metadata', metadata) as Record<string, unknown>
  const pairs = Object.entries(parsePairs('metadata', metadata))
  return Object.fromEntries(
    pairs.map(([id, value]) => [id, /^\s*\[/.test(value) ? parseJson('metadata', value) : value]),
  )
}

/** `k=v|k2=v2` with `\` before a `=`, `|` or `\` that is meant literally. */
function parsePairs(name: string, text: string): Record<string, string> {
  const pairs = text.match(/(?:\\.|[^\\|])+/gs) ?? []
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^((?:\\.|[^\\=])+)=(.*)$/s.exec(pair) ?? []
      if (key === undefined || value === undefined) {
        throw invalid(`Invalid ${name} - ${JSON.stringify(pair)}: expected key=value, pairs joined by |`)
      }
      return [unescaped(key).trim(), unescaped(value)]
    }),
  )
}

const unescaped = (text: string): string => text.replace(/\\([=|\\])/g, '$1')

function parseJson(name: string, text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid(`Invalid ${name} - ${JSON.stringify(text.slice(0, 100))}: it is not valid JSON`)
  }
  checkDepth(value)
  return value
}

/** The SDKs send a list as JSON; a single rule may come alone. */
function parseRules(rules: string | readonly unknown[] | object): readonly unknown[] {
  if (rules === '') return []
  return [typeof rules === 'string' ? parseJson('access_control', rules) : rules].flat()
}

const parseRegions = (text: string): number[][] =>
  text === ''
    ? []
    : text.split('|').map((region) => region.split(',').map((n) => (n.trim() === '' ? Number.NaN : Number(n))))
