import type { AccessRule, Coordinates, MediaInfo, Moderation } from './asset.ts'
import { invalid } from './errors.ts'

const MAX_ACCESS_RULES = 10

/** Access rules as they come from outside; times are written anew, as ISO 8601 in UTC. No rules at all are null. */
export function checkAccessControl(rules: readonly unknown[]): readonly AccessRule[] | null {
  if (rules.length > MAX_ACCESS_RULES) {
    throw invalid(`access_control takes at most ${MAX_ACCESS_RULES} rules, got ${rules.length}`)
  }
  return rules.length === 0 ? null : rules.map(checkAccessRule)
}

function checkAccessRule(rule: unknown): AccessRule {
  const { access_type, start, end, ...rest } = (typeof rule === 'object' && rule !== null ? rule : {}) as Partial<
    Record<string, unknown>
  >
  if (access_type !== 'token' && access_type !== 'anonymous') {
    throw invalid('Invalid access_control: each rule is an object whose access_type is token or anonymous')
  }
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) {
    throw invalid(`Invalid access_control - ${unknown.slice(0, 100)}: a rule has access_type, start and end`)
  }
  if (access_type === 'token' && (start ?? end ?? undefined) !== undefined) {
    throw invalid('Invalid access_control: only a rule of access_type anonymous has a start or an end')
  }
  const times = { ...checkTime('start', start), ...checkTime('end', end) }
  if (times.start !== undefined && times.end !== undefined && times.start >= times.end) {
    throw invalid('Invalid access_control: a rule ends after its start')
  }
  return { access_type, ...times }
}

function checkTime<Name extends 'start' | 'end'>(name: Name, value: unknown): Partial<Record<Name, string>> {
  if (value === undefined || value === null || value === '') return {}
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) throw invalid(`Invalid access_control: ${name} is a time in ISO 8601`)
  return { [name]: new Date(time).toISOString() } as Partial<Record<Name, string>>
}

const MAX_REGIONS = 100
const MAX_COORDINATE = 1_000_000

/** Regions as [x, y, width, height] in whole pixels. */
export function checkRegions(name: string, regions: readonly (readonly number[])[]): readonly (readonly number[])[] {
  if (regions.length > MAX_REGIONS) throw invalid(`${name} takes at most ${MAX_REGIONS} regions, got ${regions.length}`)
  const isRegion = (region: readonly number[]) =>
    region.length === 4 && region.every((n) => Number.isInteger(n) && n >= 0 && n <= MAX_COORDINATE)
  if (!regions.every(isRegion)) {
    throw invalid(`Invalid ${name}: expected x,y,width,height in whole pixels, regions joined by |`)
  }
  return regions
}

/** The regions that there are then; none of either kind are null. */
export function changedCoordinates(before: Coordinates | null, changes: Coordinates): Coordinates | null {
  const kinds = Object.entries({ ...before, ...changes }).filter(([, regions]) => regions.length > 0)
  return kinds.length > 0 ? Object.fromEntries(kinds) : null
}

/** Regions no larger than the image; Cloudinary limits those of an upload so, its SDKs' tests say. */
export function fittingCoordinates(
  coordinates: Coordinates | null,
  { width, height }: Pick<MediaInfo, 'width' | 'height'>,
): Coordinates | null {
  if (!coordinates || width === null || height === null) return coordinates
  const fit = ([x, y, w, h]: readonly number[]) => [x!, y!, Math.min(w!, width), Math.min(h!, height)]
  return Object.fromEntries(Object.entries(coordinates).map(([kind, regions]) => [kind, regions.map(fit)]))
}

/** What is under review stays so while its state is the same. */
export const moderated = (before: Moderation | null, status: Moderation['status']): Moderation =>
  before?.status === status ? before : { kind: 'manual', status, updatedAt: Date.now() }
