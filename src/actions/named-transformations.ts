import type { Cloud } from '../core/cloud.ts'
import { decodeCursor, encodeCursor } from '../core/cursor.ts'
import type { Definition } from '../core/definition.ts'
import { parseFormatted } from '../core/eager.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { checkTransformationName, namedText, nameIn, type TransformationBody } from '../core/named-transformation.ts'
import { looksLikeTransformation, parseTransformation } from '../core/parse-transformation.ts'
import type { DerivedOfAsset } from '../core/ports/derived.ts'
import type { Reader } from '../core/store.ts'
import type { Step, Transformation } from '../core/transformation.ts'
import { drop } from './delete-derived.ts'
import { pageOf } from './list-derived.ts'

const KIND = 'transformation'

/** A transformation that has a name, is allowed where they are strict, or by which something is derived. */
export interface KnownTransformation {
  /** The text, canonical; of a named one `t_` and the name. */
  readonly name: string
  /** What it does. */
  readonly text: string
  readonly isNamed: boolean
  readonly isAllowedForStrict: boolean
  readonly isUsed: boolean
}

/** Puts what they stand for in the place of named transformations. Throws `invalid` for a name that there is not. */
export async function resolveNames(reader: Reader, cloud: Cloud, steps: readonly Step[]): Promise<Step[]> {
  const resolved: Step[] = []
  for (const step of steps) {
    if (!step.names) resolved.push(step)
    for (const name of step.names ?? []) {
      const found = await reader.definitions.get<TransformationBody>(cloud.id, KIND, namedText(name))
      if (!found) throw invalid(`Unknown named transformation - ${name}: create it first`)
      resolved.push(...parseTransformation(found.body.text).steps)
    }
  }
  return resolved
}

/** Whether anyone may ask for it where transformations are strict: as it is, or since all of it is named ones that are allowed. */
export async function isAllowedForStrict(
  reader: Reader,
  cloud: Cloud,
  { text, steps }: Transformation,
): Promise<boolean> {
  const names = steps.every((step) => step.names) ? steps.flatMap((step) => step.names!.map(namedText)) : [text]
  for (const name of names) {
    const found = await reader.definitions.get<TransformationBody>(cloud.id, KIND, name)
    if (!found?.body.allowedForStrict) return false
  }
  return true
}

/** Known transformations by name; `isNamed` leaves out the others, or the named ones. */
export async function listTransformations(
  reader: Reader,
  cloud: Cloud,
  {
    limit,
    cursor,
    isNamed,
  }: { readonly limit: number; readonly cursor: string | undefined; readonly isNamed?: boolean },
): Promise<{ transformations: KnownTransformation[]; nextCursor?: string }> {
  const scope = `transformations ${isNamed}`
  let after = cursor === undefined ? undefined : String(decodeCursor(cloud, scope, cursor)[0])
  const found: KnownTransformation[] = []
  for (;;) {
    const page = { ...(after !== undefined && { after }), limit: limit + 1 }
    const defined = await reader.definitions.list<TransformationBody>(cloud.id, KIND, page)
    const used = await reader.derived.transformations(cloud.id, page)
    const names = [...new Set([...defined.map(({ name }) => name), ...used])].sort(byBytes).slice(0, limit + 1)
    const usedNames = await reader.derived.used(cloud.id, names)
    const byName = new Map(defined.map((definition) => [definition.name, definition]))
    const known = names.map((name) => describe(name, byName.get(name), usedNames.has(name)))
    found.push(...known.filter((one) => isNamed === undefined || one.isNamed === isNamed))
    after = names.at(-1)
    if (found.length > limit || names.length <= limit) break
  }
  const transformations = found.slice(0, limit)
  if (found.length <= limit) return { transformations }
  return { transformations, nextCursor: encodeCursor(cloud, scope, [transformations.at(-1)!.name]) }
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

const describe = (
  name: string,
  definition: Definition<TransformationBody> | undefined,
  isUsed: boolean,
): KnownTransformation => ({
  name,
  text: definition?.body.text ?? name,
  isNamed: definition !== undefined && nameIn(name) !== undefined,
  isAllowedForStrict: definition?.body.allowedForStrict ?? false,
  isUsed,
})

/** By its text, or by its name with or without `t_`. Throws `not_found`. */
async function find(reader: Reader, cloud: Cloud, given: string): Promise<KnownTransformation> {
  const named = nameIn(given) === undefined ? namedText(given) : given
  const definition = await reader.definitions.get<TransformationBody>(cloud.id, KIND, named)
  const name = definition ? named : canonical(given)
  const known = definition ?? (await reader.definitions.get<TransformationBody>(cloud.id, KIND, name))
  const isUsed = (await reader.derived.used(cloud.id, [name])).has(name)
  if (!known && !isUsed) throw notFound(given)
  return describe(name, known, isUsed)
}

const notFound = (given: string): AppError =>
  new AppError('not_found', `Transformation not found - ${given.slice(0, 200)}`)

/** A word that isn't a transformation at all is a name that there is not. */
function canonical(given: string): string {
  if (!looksLikeTransformation(given.split('/')[0]!)) throw notFound(given)
  return parseFormatted(given).name
}

/** With a page of what is derived by it. Throws `not_found`. */
export async function getTransformation(
  reader: Reader,
  cloud: Cloud,
  given: string,
  limit: number,
  cursor: string | undefined,
): Promise<{ transformation: KnownTransformation; derived: DerivedOfAsset[]; nextCursor?: string }> {
  const transformation = await find(reader, cloud, given)
  const { name } = transformation
  const page = await pageOf(cloud, `derived by ${name}`, limit, cursor, (query) =>
    reader.derived.listByTransformation(cloud.id, name, query),
  )
  return { transformation, ...page }
}

/** Throws `conflict` if the name is taken, `invalid` for a transformation that isn't supported. */
export async function createTransformation(
  library: Library,
  cloud: Cloud,
  name: string,
  text: string,
  allowedForStrict = false,
): Promise<void> {
  const definition = namedText(checkTransformationName(name))
  const body: TransformationBody = { text: definitionText(text), allowedForStrict }
  const created = await library.store.write((tx) => tx.definitions.insert(cloud.id, KIND, definition, body))
  if (!created)
    throw new AppError('conflict', `Transformation ${name} already exists: update it, or choose another name`)
}

function definitionText(text: string): string {
  const parsed = parseTransformation(text)
  if (parsed.steps.length === 0) throw invalid('Missing required parameter - transformation')
  if (parsed.steps.some((step) => step.names)) {
    throw invalid('A named transformation with named ones in it is not supported: write out what they do')
  }
  return parsed.text
}

export interface TransformationUpdate {
  readonly allowedForStrict?: boolean
  /** What a named one does from now on. */
  readonly text?: string
}

/** What was derived by it stays until it is asked for anew. Throws `not_found` for a name that there is not. */
export async function updateTransformation(
  library: Library,
  cloud: Cloud,
  given: string,
  update: TransformationUpdate,
): Promise<void> {
  const text = update.text === undefined ? undefined : definitionText(update.text)
  await library.store.write(async (tx) => {
    const { name, text: before, isNamed, isAllowedForStrict } = await find(tx, cloud, given)
    if (text !== undefined && !isNamed) throw invalid('unsafe_update is for named transformations alone')
    const body: TransformationBody = {
      text: text ?? before,
      allowedForStrict: update.allowedForStrict ?? isAllowedForStrict,
    }
    if (!(await tx.definitions.replace(cloud.id, KIND, name, body)))
      await tx.definitions.insert(cloud.id, KIND, name, body)
  })
}

const DROPPED_AT_ONCE = 500

/** And all that is derived by it. Throws `not_found`. */
export async function deleteTransformation(library: Library, cloud: Cloud, given: string): Promise<void> {
  const { read } = library.store
  const { name } = await find(read, cloud, given)
  await library.store.write((tx) => tx.definitions.remove(cloud.id, KIND, name))
  for (;;) {
    const derived = await read.derived.listByTransformation(cloud.id, name, { limit: DROPPED_AT_ONCE })
    await drop(library, cloud, derived)
    if (derived.length < DROPPED_AT_ONCE) return
  }
}
