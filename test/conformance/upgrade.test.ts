import { expect, test } from 'vitest'
import { fileOf } from '../../src/core/version.ts'
import type { ColumnTypes } from '../../src/store/engine.ts'
import { foundation } from '../../src/store/migrations/0001-foundation.ts'
import { derived } from '../../src/store/migrations/0002-derived.ts'
import { search } from '../../src/store/migrations/0004-search.ts'
import { versions } from '../../src/store/migrations/0005-versions.ts'
import { raw, sql } from '../../src/store/sql.ts'
import { findDamage } from './integrity.ts'
import { type Place, postgresPlace, sqlitePlace } from './places.ts'
import { Subject, sampleAsset } from './subject.ts'

/** A library as the first schema had it, with assets in folders, brought up to date. */
class Upgraded extends Subject {
  override async start(): Promise<void> {
    const engine = this.place.engine()
    await engine.migration(async (connection) => {
      const { integer } = engine.ddl
      const first = `create table schema_version (version ${integer} not null primary key, applied_at ${integer} not null)`
      for (const statement of [first, ...foundation(engine.ddl)]) await connection.run(raw(statement))
      await connection.run(sql`insert into schema_version values (1, 0)`)
      await connection.run(sql`
        insert into cloud (cloud_id, name, next_no, cursor_secret, created_at) values (1, 'old', 100, 'secret', 5)`)
      for (const [no, folder] of ['', 'a/b/c', 'a/b', 'é/ü', 'a/b/c'].entries()) {
        const { assetId, versionId, etag } = sampleAsset(no)
        await connection.run(sql`
          insert into asset (cloud_id, asset_no, asset_id, resource_type, type, public_id, version, version_id, bytes, etag,
            blob, original_filename, display_name, asset_folder, tags, context, metadata, access_mode, created_at,
            uploaded_at, updated_at)
          values (1, ${no}, ${assetId}, 'image', 'upload', ${`old-${no}`}, 1, ${versionId}, 7, ${etag}, 'blob', 'old', 'old',
            ${folder}, '[]', '{}', '{}', 'public', 5, 5, 5)`)
      }
    })
    await engine.close()
    await super.start()
  }
}

const places: [string, () => Promise<Place>][] = [
  ['sqlite', sqlitePlace],
  ['postgres', postgresPlace],
]

test.each(places)('%s: a library of before has its folders and totals', async (_, newPlace) => {
  const subject = new Upgraded(newPlace)
  await subject.open()
  try {
    const [cloud] = await subject.store.read.clouds.list()
    const { folders, totals } = subject.store.read
    const found = await Promise.all(['', 'a', 'a/b', 'é'].map((path) => folders.list(1, path, { limit: 9 })))
    expect(found.map((list) => list.map(({ path }) => path))).toEqual([['a', 'é'], ['a/b'], ['a/b/c'], ['é/ü']])
    const ids = found.flat().map(({ externalId }) => externalId)
    expect([new Set(ids).size, ids.every((id) => /^\d{32}$/.test(id))]).toEqual([5, true])
    expect(await totals.at(1, 0)).toEqual({ assets: 5, bytes: 35, derived: 0, relations: 0 })
    // Terms of what was there before are made anew while it serves.
    const renew = () => subject.store.write((tx) => tx.suggestions.renewTerms(2))
    expect([await renew(), await renew(), await renew(), await renew()]).toEqual([true, true, true, false])
    expect(await findDamage(subject.engine, cloud!)).toEqual([])
  } finally {
    await subject.remove()
  }
})

/** A library with backups whose sizes were in their bodies alone. */
class WithBackups extends Subject {
  readonly backups = [7, 123, 10_737_418_240].map((bytes, no) =>
    fileOf({ ...sampleAsset(no), version: 10 ** no, bytes }),
  )

  override async start(): Promise<void> {
    const engine = this.place.engine()
    await engine.migration(async (connection) => {
      const { integer } = engine.ddl
      const first = `create table schema_version (version ${integer} not null primary key, applied_at ${integer} not null)`
      const steps: ((ddl: ColumnTypes) => string[])[] = [foundation, derived, search, versions]
      for (const statement of [first, ...steps.flatMap((step) => step(engine.ddl))])
        await connection.run(raw(statement))
      await connection.run(sql`insert into schema_version values (${steps.length}, 0)`)
      for (const file of this.backups) {
        const { assetId, version, versionId, blob } = file
        await connection.run(sql`
          insert into asset_version (cloud_id, asset_id, version, version_id, blob, body)
          values (1, ${assetId}, ${version}, ${versionId}, ${blob}, ${JSON.stringify(file)})`)
      }
    })
    await engine.close()
    await super.start()
  }
}

test.each(places)('%s: backups of before have their sizes', async (_, newPlace) => {
  const subject = new WithBackups(newPlace)
  await subject.open()
  try {
    const sizes = new Map(subject.backups.map(({ assetId, bytes }) => [assetId, bytes]))
    expect(await subject.store.read.versions.bytes(1, [...sizes.keys()])).toEqual(sizes)
  } finally {
    await subject.remove()
  }
})
