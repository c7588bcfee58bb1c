import type { Asset } from '../../src/core/asset.ts'
import type { Caller, Cloud } from '../../src/core/cloud.ts'
import { randomHex32, randomName } from '../../src/core/ids.ts'
import type { RelationReader } from '../../src/core/ports/relations.ts'
import type { RelationRef } from '../../src/core/relation.ts'
import { RELATED_LABEL } from '../../src/core/relation-kind.ts'
import type { Store } from '../../src/core/store.ts'
import type { Engine } from '../../src/store/engine.ts'
import { SqlStore } from '../../src/store/sql-store.ts'
import type { Place } from './places.ts'

/** The store that a suite looks at. Each test has a cloud of its own in it, so that one place serves them all. */
export class Subject<Where extends Place = Place> {
  place!: Where
  engine!: Engine
  store!: Store
  readonly #newPlace: () => Promise<Where>
  #attempt: Promise<unknown> | undefined

  constructor(newPlace: () => Promise<Where>) {
    this.#newPlace = newPlace
  }

  async open(): Promise<void> {
    this.place = await this.#newPlace()
    await this.start()
  }

  async start(): Promise<void> {
    this.engine = this.place.engine()
    this.store = await SqlStore.open(this.engine)
  }

  /** What a restart of the server does. */
  async reopen(): Promise<void> {
    await this.store.close()
    await this.start()
  }

  /** A run of a property. One that is under way when the time is over goes on, and is waited for before all is removed. */
  attempt(work: () => Promise<void>): Promise<void> {
    const attempt = work()
    this.#attempt = attempt
    return attempt
  }

  async remove(): Promise<void> {
    await this.#attempt?.catch(() => {})
    await this.store.close()
    await this.place.remove()
  }

  newCloud(): Promise<Cloud> {
    return this.store.write((tx) => tx.clouds.insert(`cloud-${randomName(12)}`, randomHex32()))
  }

  /** Inserts that many assets, with what `words` says of each. */
  async newAssets(cloud: Cloud, count: number, words: (i: number) => Partial<Asset> = () => ({})): Promise<Asset[]> {
    const assets: Asset[] = []
    for (let i = 0; i < count; i++) {
      assets.push({ ...sampleAsset(await this.store.nextAssetNo(cloud.id)), ...words(i) })
    }
    await this.store.write(async (tx) => {
      for (const asset of assets) await tx.assets.insert(cloud.id, asset)
    })
    return assets
  }
}

/** An asset with a value in every field. */
export function sampleAsset(no: number): Asset {
  const now = Date.now()
  return {
    no,
    assetId: randomHex32(),
    resourceType: 'image',
    type: 'upload',
    publicId: `sample-${no}`,
    version: 1_700_000_000 + no,
    versionId: randomHex32(),
    format: 'jpg',
    bytes: 5_000_000_000,
    width: 800,
    height: 600,
    durationMicros: 12_500_000,
    pages: 3,
    etag: randomHex32(),
    blob: `1/ab/${randomHex32()}`,
    originalFilename: 'Sample',
    displayName: 'A sample',
    assetFolder: 'samples/first',
    tags: [],
    context: {},
    metadata: {},
    phash: '0f1e2d3c4b5a6978',
    color: 'q+',
    uploadedBy: 'user:ada',
    origin: { documentId: 'a', capturedAt: 1_700_000_000_000 },
    accessMode: 'public',
    accessControl: null,
    moderation: null,
    coordinates: null,
    createdAt: now,
    uploadedAt: now + 1,
    updatedAt: now + 2,
  }
}

/** Whoever tests. */
export const callerOf = (cloud: Cloud): Caller => ({ cloud, actor: 'tester', requestId: 'a-request' })

export const numbersOf = (assets: readonly { no: number }[]): number[] => assets.map(({ no }) => no)

/** How many plain relations each asset has. */
export async function countRelated(
  relations: RelationReader,
  cloudId: number,
  nos: readonly number[],
): Promise<number[]> {
  const counts = await relations.counts(cloudId, nos)
  return nos.map((no) => counts.get(no)?.get(RELATED_LABEL) ?? 0)
}

/** Which of these relations there are, by their objects. */
export async function relatedAmong(
  relations: RelationReader,
  cloudId: number,
  refs: readonly RelationRef[],
): Promise<Set<number>> {
  const found = await relations.find(cloudId, refs)
  return new Set(found.filter((relation) => relation !== undefined).map(({ to }) => to))
}
