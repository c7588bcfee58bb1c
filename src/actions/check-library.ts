import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { BlobStore } from '../core/blobs.ts'
import type { Finding, KnownFile, StoreCheckup } from '../core/checkup.ts'
import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import { isDirected, type Kinds, type RelationKind } from '../core/relation-kind.ts'
import type { Store } from '../core/store.ts'
import { kindsOf, RELATION_KIND } from './relation-kinds.ts'

const MAX_EXAMPLES = 3
/** As long as an upload may take from its file to its row: what is younger is no orphan. */
const GRACE_MS = 60 * 60 * 1000

export interface CheckedLibrary {
  readonly store: Store
  readonly blobs: BlobStore
  readonly checkup: StoreCheckup
}

export interface CheckOptions {
  readonly fix: boolean
  /** Whether files are read, to compare their checksums, and not just measured. */
  readonly checksums: boolean
  /** Only that environment. */
  readonly cloud?: string
  readonly onPart: (part: string) => void
}

/** What was found, in which environment. What is only told is no damage. */
export interface CloudFinding extends Finding {
  readonly cloud: string
  readonly isDamage: boolean
}

/** Looks whether everything in a library is as it must be, and repairs what can be. */
export async function* checkLibrary(library: CheckedLibrary, options: CheckOptions): AsyncGenerator<CloudFinding> {
  for (const cloud of await library.store.read.clouds.list()) {
    const { name } = cloud
    if (options.cloud !== undefined && name !== options.cloud) continue
    for await (const finding of findingsIn(library, cloud, options)) yield { cloud: name, isDamage: true, ...finding }
    options.onPart('files that nothing needs')
    const orphans = await findOrphans(library, cloud)
    if (orphans) yield { cloud: name, isDamage: false, ...orphans }
  }
}

async function* findingsIn(
  library: CheckedLibrary,
  cloud: Cloud,
  { fix, checksums, onPart }: CheckOptions,
): AsyncGenerator<Finding> {
  const { store, checkup } = library
  onPart('kinds')
  const kinds = await kindsOf(store.read, cloud)
  const unknown = (await checkup.kindsInUse(cloud.id)).filter((no) => !kinds.byNo(no))
  if (unknown.length > 0) {
    const examples = unknown.slice(0, MAX_EXAMPLES).map((no) => `no. ${no}`)
    if (fix) await nameKinds(store, cloud, kinds, unknown)
    const remedy = 'gives each a name, which can be changed then'
    yield { what: 'kinds of relations are not known', count: unknown.length, examples, remedy, repaired: fix }
  }
  yield* checkup.run(cloud, kinds, fix, onPart)
  yield* checkFiles(library, cloud, checksums, onPart)
}

/** Gives kinds without a name one of their own, so that no relation has to be changed. */
async function nameKinds(store: Store, cloud: Cloud, kinds: Kinds, nos: readonly number[]): Promise<void> {
  const free = (name: string): string => (kinds.byName(name) ? free(`${name}_`) : name)
  await store.write(async (tx) => {
    for (const no of nos) {
      const name = free(`kind_${no}`)
      const kind: RelationKind = {
        ...{ no, name, inverse: isDirected(no) ? free(`of_kind_${no}`) : name },
        ...{ description: 'Its name was lost: rename it, or merge it into another', protects: 'none', retired: false },
      }
      await tx.definitions.insert(cloud.id, RELATION_KIND, String(no), kind)
    }
  })
}

async function* checkFiles(
  { store, blobs, checkup }: CheckedLibrary,
  { id }: Cloud,
  checksums: boolean,
  onPart: (part: string) => void,
): AsyncGenerator<Finding> {
  const wrong = new Map<string, { count: number; examples: string[] }>()
  let checked = 0
  for await (const files of checkup.files(id)) {
    for (const file of files) {
      onPart(`file ${++checked}`)
      const what = await problemOf(blobs, file, checksums)
      // Again, for what was overwritten or deleted meanwhile.
      if (!what || !(await store.read.assets.blobsInUse(id, [file.blob])).has(file.blob)) continue
      const found = wrong.get(what) ?? { count: 0, examples: [] }
      if (found.examples.length < MAX_EXAMPLES) found.examples.push(file.name)
      wrong.set(what, { count: found.count + 1, examples: found.examples })
    }
  }
  for (const [what, found] of wrong) yield { what, ...found, remedy: null, repaired: false }
}

async function problemOf(
  blobs: BlobStore,
  { blob, bytes, etag }: KnownFile,
  checksums: boolean,
): Promise<string | undefined> {
  try {
    const { size } = await stat(await blobs.locate(blob))
    if (size !== bytes) return 'files have another size than they had'
    if (!checksums) return undefined
    const md5 = createHash('md5')
    for await (const chunk of await blobs.open(blob)) md5.update(chunk)
    return md5.digest('hex') === etag ? undefined : 'files have other bytes than they had'
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return 'files are not there'
    throw error
  }
}

/** They do no harm, and a server removes them in time. */
async function findOrphans({ store, blobs }: CheckedLibrary, { id }: Cloud): Promise<Finding | undefined> {
  const orphans = { count: 0, examples: [] as string[] }
  for await (const keys of blobs.list(GRACE_MS)) {
    if (!keys[0]!.startsWith(`${id}/`)) continue
    const known = await store.read.assets.blobsInUse(id, keys)
    const unknown = keys.filter((key) => !known.has(key))
    orphans.count += unknown.length
    orphans.examples.push(...unknown.slice(0, MAX_EXAMPLES - orphans.examples.length))
  }
  return orphans.count === 0
    ? undefined
    : { what: 'files are of nothing: a server removes them in time', ...orphans, remedy: null, repaired: false }
}
