import { afterAll, beforeAll, expect, test } from 'vitest'
import { renameFolder } from '../../src/actions/rename-folder.ts'
import { MAX_ASSETS_MOVED } from '../../src/core/folder.ts'
import { folderTerm } from '../../src/core/terms.ts'
import { sql } from '../../src/store/sql.ts'
import { libraryOf } from '../conformance/library.ts'
import { sqlitePlace } from '../conformance/places.ts'
import { callerOf, Subject } from '../conformance/subject.ts'

const subject = new Subject(sqlitePlace)
beforeAll(() => subject.open())
afterAll(() => subject.remove())

test('more assets than one move takes along are refused, before any is moved', async () => {
  const cloud = await subject.newCloud()
  await subject.newAssets(cloud, 2, (i) => ({ assetFolder: ['from', 'from/one'][i]! }))
  // Of the others, what the move counts is enough.
  await subject.engine.transaction((connection) =>
    connection.run(sql`
      insert into asset_term (cloud_id, term, resource_type, type, created_at, asset_no)
      with recursive n (i) as (select 1 union all select i + 1 from n where i < ${MAX_ASSETS_MOVED - 1})
      select ${cloud.id}, ${folderTerm('from/one')}, 'raw', 'upload', 5, 1000000 + i from n`),
  )
  const library = libraryOf(subject.store)
  await expect(renameFolder(library, callerOf(cloud), 'from', 'to')).rejects.toThrow(
    `More than ${MAX_ASSETS_MOVED} assets are in that folder`,
  )
  const folders = await subject.store.read.folders.list(cloud.id, '', { limit: 9 })
  expect(folders.map(({ path }) => path)).toEqual(['from'])
})
