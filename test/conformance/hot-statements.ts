import { type Asset, DELIVERY_TYPES, RESOURCE_TYPES, refOf } from '../../src/core/asset.ts'
import { actorRef, goneRef, typeRef } from '../../src/core/change-refs.ts'
import { positionAt } from '../../src/core/clock.ts'
import type { Cloud } from '../../src/core/cloud.ts'
import { randomHex32 } from '../../src/core/ids.ts'
import { lookRanges, lookTerms } from '../../src/core/looks.ts'
import { star } from '../../src/core/relation.ts'
import { Kinds, RELATED_KIND, RELATED_LABEL } from '../../src/core/relation-kind.ts'
import { conditionOf } from '../../src/core/search/condition.ts'
import { ASSET_FIELDS } from '../../src/core/search/fields.ts'
import { parseSearch } from '../../src/core/search/parse.ts'
import { NEWEST_FIRST } from '../../src/core/search/sort.ts'
import type { Writer } from '../../src/core/store.ts'
import { folderTerm, tagTerm } from '../../src/core/terms.ts'
import { fileOf } from '../../src/core/version.ts'
import { rowList, type Sql, sql } from '../../src/store/sql.ts'
import type { Place } from './places.ts'
import { RecordingEngine } from './recording-engine.ts'
import { callerOf, countRelated, numbersOf, relatedAmong, Subject, sampleAsset } from './subject.ts'

/** Of relations by a kind with a direction. */
const DIRECTED = 1
const ASSETS = 2000
const CLOUDS = 300
const EVERY_TYPE = { resourceTypes: RESOURCE_TYPES, types: DELIVERY_TYPES, limit: 10 }

const SEARCHES = [
  ...['tags="tag 3"', 'tags:3', 'tags:3 -tags:4', 'tags:3 OR tags:4', 'tags=tag*', 'sampl*', 'sample', 'format:jpg'],
  ...['public_id=sample-7', 'public_id=sample-1*', 'display_name="A sample"', 'filename:7', 'asset_id=abc', 'folder=a'],
  ...['folder:samples/*', 'context.alt:x', 'metadata.price>5', 'bytes:[1 TO 5]', 'bytes>5 AND bytes<9', 'width>800'],
  ...[
    'height<600',
    'duration>5',
    'pages:3',
    'created_at>1d',
    'uploaded_at:2026',
    'updated_at<1y',
    'moderation_status:pending',
  ],
  ...['related_to:hub', 'relation.kind:poster_of', 'tags:3 -relation.kind:has_poster', 'tags:3 related_to:hub'],
  ...['tags:3 relations>2', 'relations.has_poster>=2'],
]

/** A library of some size, and an engine that notes what it is asked. */
export class BusyLibrary extends Subject {
  recorder!: RecordingEngine
  cloud!: Cloud
  assets!: Asset[]

  constructor(newPlace: () => Promise<Place>) {
    super(async () => {
      const place = await newPlace()
      return {
        ...place,
        engine: () => {
          this.recorder = new RecordingEngine(place.engine())
          return this.recorder
        },
      }
    })
  }

  override async open(): Promise<void> {
    await super.open()
    this.cloud = await this.newCloud()
    await this.store.write(async (tx) => {
      for (let i = 0; i < CLOUDS; i++) {
        const { id } = await tx.clouds.insert(`other-${i}`, 'secret')
        await tx.clouds.insertKey(id, { key: `key-${i}`, secret: 'secret', origin: 'generated' })
      }
    })
    await this.#addUsers()
    this.assets = await this.newAssets(this.cloud, ASSETS, (i) => ({
      resourceType: RESOURCE_TYPES[i % 3]!,
      type: DELIVERY_TYPES[Math.floor(i / 3) % 3]!,
      tags: [`tag ${i % 7}`],
      assetFolder: `samples/${i % 40}/${i}`,
    }))
    await this.store.write(async (tx) => {
      const size = { format: 'jpg', width: 10, height: 10, bytes: 5, createdAt: 1 } as const
      for (const { no: assetNo, assetId: id } of this.assets)
        await tx.derived.put(this.cloud.id, { ...size, id, assetNo, transformation: `w_${assetNo % 9}` })
    })
    await this.store.write(async (tx) => {
      const caller = callerOf(this.cloud)
      for (let i = 0; i < ASSETS; i++) await tx.changes.add(caller, { type: 'create_folder', path: `${i}` })
      await tx.changes.hold(this.cloud.id)
      const queue = Array.from({ length: ASSETS }, (_, i) => i % 7)
      await tx.deliveries.advance(
        this.cloud.id,
        positionAt(0),
        queue.map((i) => ({ receiver: `receiver ${i}`, uri: 'https://example.com', eventType: 'upload', body: '{}' })),
      )
    })
    await this.store.write((tx) => tx.changes.index(this.cloud.id, ASSETS - 20))
    const numbers = numbersOf(this.assets)
    await this.store.write(async (tx) => {
      for (const [i, { no }] of this.assets.entries()) {
        const file = { format: 'jpg', width: 1, height: 1, bytes: 1, createdAt: i } as const
        for (const width of [1, i]) {
          await tx.derived.put(this.cloud.id, { ...file, id: randomHex32(), assetNo: no, transformation: `w_${width}` })
        }
      }
      for (let i = 0; i < 20; i++) {
        await tx.relations.add(this.cloud.id, star(numbers[i]!, numbers.slice(20 + i, ASSETS - i), RELATED_KIND))
        await tx.relations.add(this.cloud.id, star(numbers[i]!, numbers.slice(20, 120), DIRECTED))
      }
      await tx.suggestions.dismiss(
        this.cloud.id,
        numbers.slice(1).map((no, i) => [no, numbers[i]!]),
      )
      await tx.versions.add(this.cloud.id, this.assets.map(fileOf))
      const gone = Array.from({ length: 500 }, (_, i) => ({
        ...sampleAsset(1_000_000 + i),
        deletedAt: i,
        isBackedUp: i % 5 === 0,
      }))
      await tx.trash.add(this.cloud.id, gone)
    })
    const waiting = Array.from({ length: 4000 }, (_, i) => [
      ...[this.cloud.id, 1_000_000 + (i % 500), RELATED_LABEL, positionAt(i), numbers[i % numbers.length]!],
    ])
    await this.engine.transaction((connection) =>
      connection.run(sql`insert into parked_end (cloud_id, from_no, label, position, to_no) ${rowList(waiting)}`),
    )
  }

  #addUsers(): Promise<void> {
    const rows = <Row extends (string | number | null)[]>(row: (i: number) => Row) =>
      rowList(Array.from({ length: CLOUDS }, (_, i) => row(i)))
    const until = Date.now() + 60 * 60 * 1000
    return this.engine.transaction(async (connection) => {
      for (const statement of [
        sql`insert into users (user_no, name, password, role, created_at) ${rows((i) => [i, `user-${i}`, '', null, i])}`,
        sql`insert into user_role (user_no, cloud_id, role) ${rows((i) => [i, i + 1, 'editor'])}`,
        sql`insert into session (token_hash, user_no, api_key, created_at, expires_at)
          ${rows((i) => [`session ${i}`, i, null, i, until + i])}`,
        sql`insert into session (token_hash, user_no, api_key, created_at, expires_at)
          ${rows((i) => [`session of a key ${i}`, null, `key-${i}`, i, until + i])}`,
      ]) {
        await connection.run(statement)
      }
    })
  }

  /** Searches that an index answers, each with its own statements. */
  async searches(): Promise<Map<string, readonly Sql[]>> {
    const searches = new Map<string, readonly Sql[]>()
    const names = { assets: new Map([['hub', [this.assets[0]!.no]]]), kinds: new Kinds([]) }
    for (const expression of SEARCHES) {
      this.recorder.statements = []
      const query = {
        where: conditionOf(parseSearch(expression, ASSET_FIELDS)!, Date.now(), names),
        sort: NEWEST_FIRST,
        limit: 3,
      }
      const { end } = await this.store.read.search.page(this.cloud.id, query)
      if (end) await this.store.read.search.page(this.cloud.id, { ...query, after: end })
      await this.store.read.search.count(this.cloud.id, query.where)
      await this.store.read.search.layout(this.cloud.id, { ...query, step: 2 })
      searches.set(expression, [...this.recorder.statements])
    }
    return searches
  }

  /** The statements of everything that requests do often. */
  async hotStatements(): Promise<Sql[]> {
    const { id } = this.cloud
    const { assets, relations, clouds, changes, deliveries, derived, folders, suggestions } = this.store.read
    const { trash, versions } = this.store.read
    const [hub, ...others] = this.assets as [Asset, ...Asset[]]
    const ten = numbersOf(others.slice(30, 40))
    this.recorder.statements = []
    for (const many of [[hub], others.slice(0, 11), others.slice(0, 1000)]) {
      await assets.find(id, many)
      await assets.find(
        id,
        many.map(({ assetId }) => ({ assetId })),
      )
    }
    for (const direction of ['asc', 'desc'] as const) {
      for (const query of [
        { ...EVERY_TYPE, direction },
        { ...EVERY_TYPE, direction, term: tagTerm('tag 3') },
      ]) {
        const { end } = await assets.list(id, query)
        await assets.list(id, { ...query, after: end! })
      }
    }
    const query = { ...EVERY_TYPE, direction: 'asc', prefix: 'sample' } as const
    const { end } = await assets.list(id, query)
    await assets.list(id, { ...query, after: end! })
    await assets.list(id, { ...EVERY_TYPE, direction: 'desc', since: this.assets[7]!.createdAt })
    await assets.terms(id, { prefix: 'tag=', resourceType: 'image', limit: 10 })
    await assets.terms(id, { prefix: 'tag=', resourceType: 'image', limit: 10, after: tagTerm('tag 3') })
    await assets.terms(id, { prefix: 'tag=', limit: 10 })
    await trash.list(id, hub, 10)
    await trash.list(id, refOf(hub), 10)
    await trash.recent(id, { limit: 10 })
    await trash.recent(id, { after: { deletedAt: 400, no: 1_000_400 }, limit: 10 })
    await trash.waiting(id, [1_000_003, 1_000_004], 100)
    for (const ids of [others.slice(0, 1), others.slice(0, 20)].map((list) => list.map(({ assetId }) => assetId))) {
      await versions.list(id, ids, 10)
      await versions.find(id, ids)
      await versions.owners(id, ids)
      await versions.bytes(id, ids)
    }
    await versions.backups(id, [hub.blob])
    await assets.blobsInUse(
      id,
      this.assets.slice(0, 500).map(({ blob }) => blob),
    )
    await assets.termsInUse(id, [tagTerm('tag 3'), tagTerm('none')])
    const [made] = await derived.listOfAsset(id, hub.no, { limit: 10 })
    await derived.get(id, made!.id)
    await derived.find(id, [made!.id])
    await derived.listOfAsset(id, hub.no, { after: made!, limit: 10 })
    await derived.listByTransformation(id, made!.transformation, { limit: 10 })
    await derived.listByTransformation(id, made!.transformation, { after: made!, limit: 10 })
    await derived.ofAssets(id, ten)
    await derived.ofAssets(id, ten, ['w_1', 'w_2'])
    await derived.transformations(id, { limit: 10 })
    await derived.transformations(id, { after: 'w_2', limit: 10 })
    await derived.used(id, ['w_1', 'none'])
    await folders.find(id, 'samples')
    await folders.list(id, 'samples/7', { after: 'samples/7/a', limit: 10 })
    const range = { from: 'samples/7', below: 'samples/8' }
    await this.store.read.search.folders(id, { limit: 10 }, range)
    await this.store.read.search.folders(id, { after: 'samples/7/a', limit: 10 }, range)
    await this.store.read.search.folders(id, { after: 'samples/7/a', limit: 10 })
    await folders.count(id, 'samples/7')
    const [last] = await relations.list(id, hub.no, RELATED_LABEL, { limit: 10 })
    await relations.list(id, hub.no, RELATED_LABEL, { limit: 10, after: last! })
    await countRelated(relations, id, [hub.no, ...ten])
    await relatedAmong(relations, id, star(hub.no, ten, RELATED_KIND))
    const [detailed] = await relations.page(id, hub.no, { limit: 10 })
    await relations.page(id, hub.no, { labels: [RELATED_LABEL, 3], after: detailed!, limit: 10 })
    await relations.ofKind(id, DIRECTED, 10)
    for (const side of ['before', 'after'] as const) {
      await relations.neighbours(id, hub.no, RELATED_LABEL, { side, limit: 10 })
      await relations.neighbours(id, hub.no, RELATED_LABEL, { side, of: last!, limit: 10 })
    }
    const { graph, totals } = this.store.read
    await totals.at(id, Date.now())
    await totals.days(id, Date.now())
    await totals.byType(id)
    await totals.byKind(id)
    for (const some of [{}, { labels: [RELATED_LABEL] }, { labels: [RELATED_LABEL, 2, 3] }]) {
      await graph.degrees(id, ten, some.labels)
      await graph.step(id, ten, { limit: 100, ...some })
      const [first] = await graph.stepFrom(id, hub.no, RELATED_LABEL, { limit: 10, ...some })
      await graph.stepFrom(id, hub.no, RELATED_LABEL, { limit: 10, after: first!, ...some })
      await graph.among(id, ten, [hub.no, ...ten], some.labels)
      await graph.related(id, { after: hub.no, look: 10, ...some })
      await graph.unrelated(id, { look: 10, limit: 5, ...some })
      await graph.unrelated(id, { before: hub.no + 100, look: 10, limit: 5, ...some })
    }
    const { relationDump } = this.store.read
    await relationDump.assets(id, { limit: 10 })
    await relationDump.assets(id, { after: hub, limit: 10 })
    const lists = ten.map((no) => ({ no, label: RELATED_LABEL }))
    await relationDump.lists(id, lists)
    const [entry] = await relationDump.part(id, { no: hub.no, label: RELATED_LABEL }, { limit: 10 })
    await relationDump.part(id, { no: hub.no, label: RELATED_LABEL }, { after: entry!, limit: 10 })
    await graph.labelsOf(id, hub.no)
    await graph.cards(id, ten)
    await changes.list(id, { after: positionAt(0), limit: 10 })
    for (const range of [{}, { after: positionAt(0) }, { before: positionAt(Date.now()) }]) {
      for (const direction of ['asc', 'desc'] as const) {
        await changes.page(id, { direction, limit: 10, ...range })
        await changes.page(id, { ref: typeRef('create_folder'), direction, limit: 10, ...range })
      }
    }
    await changes.marks(id)
    await changes.refs(id, { prefix: actorRef(''), after: actorRef('a'), limit: 9 })
    await changes.firstOf(id, ten.map(goneRef), positionAt(0))
    const [head] = await deliveries.heads(id)
    await deliveries.get(id, head!.position)
    for (const query of [{}, { state: 'failed' }, { before: head!.position }] as const) {
      await deliveries.list(id, { ...query, limit: 10 })
    }
    await suggestions.withTerms(id, ['tag=tag 3', 'stem=sample', ...lookTerms(hub.phash!)], 10)
    await suggestions.inRanges(id, lookRanges(hub.phash!), 10)
    await suggestions.sharedNeighbours(id, others[50]!.no, { maxNeighbours: 20, maxRelations: 30 })
    await suggestions.settled(id, hub.no, ten)
    await suggestions.assets(id, ten)
    await clouds.credentials('key-7')
    for (const hash of ['session 3', 'session of a key 3']) await this.store.read.sessions.find(hash)
    await this.store.read.users.find('user-3')
    await clouds.byName(this.cloud.name)
    await clouds.keys(id)
    await clouds.describeKeys(id)
    const undone = new Error('undone')
    const writing = this.store.write(async (tx) => {
      await tx.assets.hold(id, [hub, ...others.slice(0, 10)])
      await tx.assets.claim(id, others.slice(0, 2))
      await tx.relations.remove(id, star(hub.no, ten, RELATED_KIND))
      await tx.relations.add(id, star(hub.no, ten, RELATED_KIND))
      await tx.relations.add(id, [{ from: hub.no, to: ten[0]!, kind: DIRECTED, note: 'x' }])
      const [before] = await tx.relations.claim(id, [{ from: hub.no, to: ten[0]!, kind: DIRECTED }])
      await tx.relations.edit(id, [{ before: before!, after: { ...before!, fromPosition: '0' } }])
      await tx.assets.replace(id, hub, { ...hub, tags: ['new'] })
      const few = others.slice(20, 30).map((before) => ({ before, after: { ...before, tags: ['new'], bytes: 7 } }))
      await tx.assets.replaceAll(id, few)
      await tx.assets.replace(id, others[2]!, { ...others[2]!, assetFolder: 'a/new/one' })
      const claimed = await tx.folders.claim(id, 'a', 100)
      await tx.folders.move(id, claimed, 'a', 'b')
      await tx.assets.moveFolder(id, { from: 'samples/first', to: 'b', updatedAt: 5 }, 100)
      await tx.assets.countTerm(id, folderTerm('b'), 5)
      await tx.assets.remove(id, [others[0]!, others[1]!])
      await tx.relations.clear(id, numbersOf(others.slice(0, 2)))
      await this.#deleteAndRestore(tx, others.slice(3, 6))
      await tx.derived.put(id, made!)
      await tx.derived.remove(id, [made!.id])
      await tx.deliveries.follow(id)
      await tx.deliveries.attempted(id, head!.position, {
        ...{ uri: 'https://example.com', state: 'failed', dueAt: null, status: 500, error: null, answer: null },
      })
      await tx.deliveries.resend(id, head!.position)
      await tx.clouds.renameKey(id, 'key-7', 'seven')
      await tx.clouds.endKey(id, 'key-7', 5)
      await tx.changes.index(id, 10)
      await tx.suggestions.dismiss(id, [[hub.no, ten[0]!]])
      await tx.suggestions.forget(id, ten)
      await tx.changes.sweep(id, positionAt(Date.now() - 1000), 10)
      await tx.deliveries.sweep(id, positionAt(Date.now() - 1000), positionAt(0), 10)
      await tx.sessions.insert('another', { userNo: 3, expiresAt: Date.now() }, 10)
      await tx.sessions.insert('one more', { key: 'key-3', expiresAt: Date.now() }, 10)
      await tx.sessions.renew('session 3', Date.now())
      await tx.sessions.end('session 3')
      await tx.sessions.endAllOf(3)
      await tx.sessions.sweep(Date.now(), 10)
      throw undone
    })
    await writing.catch((error) => {
      if (error !== undone) throw error
    })
    const texts = new Map(this.recorder.statements.map((statement) => [statement.sql, statement]))
    return [...texts.values()]
  }

  async #deleteAndRestore(tx: Writer, assets: readonly Asset[]): Promise<void> {
    const { id } = this.cloud
    const { no, assetId } = assets[0]!
    await tx.trash.add(
      id,
      assets.map((asset) => ({ ...asset, deletedAt: asset.createdAt, isBackedUp: false })),
    )
    await tx.parkedRelations.park(id, numbersOf(assets))
    const deleted = await tx.trash.claim(id, assetId)
    await tx.trash.expired(id, Date.now(), 10)
    await tx.trash.replace(id, deleted!)
    await tx.parkedRelations.bringBack(id, no)
    await tx.parkedRelations.drop(id, numbersOf(assets.slice(1)))
    await tx.trash.remove(id, numbersOf(assets))
    await tx.versions.remove(id, assetId, [fileOf(assets[0]!).versionId])
  }

  analyze(): Promise<unknown> {
    return this.engine.transaction((connection) => connection.run(sql`analyze`))
  }
}
