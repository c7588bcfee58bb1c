import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { raw, type Sql, sql } from '../../src/store/sql.ts'
import { BusyLibrary } from './hot-statements.ts'
import { postgresPlace, sqlitePlace } from './places.ts'
import { callerOf } from './subject.ts'

/** A step of SQLite's plan; steps of one parent make one loop. */
interface Step {
  id: number
  parent: number
  detail: string
}

describe('sqlite plans', () => {
  const library = new BusyLibrary(sqlitePlace)
  beforeAll(() => library.open())
  afterAll(() => library.remove())

  // Never the same text twice: of a text that is prepared already, SQLite would give the plan of before the statistics.
  let explained = 0
  const explain = (statement: Sql) =>
    library.engine.reader.all<Step>(sql`explain query plan ${statement} ${raw(`-- ${explained++}`)}`)

  async function expectNoWalk(statements: readonly Sql[]): Promise<void> {
    expect(statements.length).toBeGreaterThan(25)
    for (const statement of statements) {
      const steps = await explain(statement)
      const wrong = steps.filter((step) => isWalk(step, steps))
      expect({ statement: shown(statement), wrong }).toEqual({ statement: shown(statement), wrong: [] })
    }
  }

  test('every hot statement goes by an index', async () => {
    await expectNoWalk(await library.hotStatements())
  })

  test('a relation is sought by all of its key, when deleting too', async () => {
    const ends =
      'SEARCH relation_end USING PRIMARY KEY (cloud_id=? AND from_no=? AND label=? AND position=? AND to_no=?)'
    const both = 'SEARCH relation USING PRIMARY KEY (cloud_id=? AND a_no=? AND b_no=? AND kind=?)'
    const searches = new Map<string, Set<string>>()
    for (const statement of await library.hotStatements()) {
      const verb = /delete from relation(_end)? |from relation where/.exec(shown(statement))?.[0]
      // But for those of a kind, which have an index of their own.
      if (!verb || statement.sql.includes('kind between')) continue
      const found = (await explain(statement)).flatMap(({ detail }) => (detail.startsWith('SEARCH') ? [detail] : []))
      searches.set(verb, new Set([...(searches.get(verb) ?? []), ...found]))
    }
    expect(searches).toEqual(
      new Map([
        ['from relation where', new Set([both])],
        ['delete from relation ', new Set([both])],
        ['delete from relation_end ', new Set([ends])],
      ]),
    )
  })

  test.each(['without', 'with'])(
    'a search for what an index has reads ranges of it, %s statistics',
    async (statistics) => {
      if (statistics === 'with') await library.analyze()
      for (const [expression, statements] of await library.searches()) {
        const steps = (await Promise.all(statements.map(explain))).flat().map(({ detail }) => detail)
        const wrong = steps.filter((step) =>
          /^SCAN (?!CONSTANT ROW|r\d|\(subquery)|\(cloud_id=\?\)$|AUTOMATIC/.test(step),
        )
        expect([expression, wrong]).toEqual([expression, []])
        expect([expression, steps]).toEqual([expression, expect.arrayContaining([expect.stringMatching(/^SEARCH /)])])
      }
    },
  )

  test('every hot statement goes by an index, with statistics too', async () => {
    await library.analyze()
    await expectNoWalk((await library.hotStatements()).filter(isShort))
  })

  test('logging a change is one statement, whoever is to be told of it', async () => {
    const caller = callerOf(library.cloud)
    await library.store.write((tx) => tx.deliveries.follow(library.cloud.id))
    library.recorder.statements = []
    await library.store.write((tx) => tx.changes.add(caller, { type: 'create_folder', path: 'one' }))
    expect(library.recorder.statements.map(shown)).toEqual([expect.stringMatching(/^insert into change /)])
  })

  test('changing an asset does not look at its relations', async () => {
    const [update] = (await library.hotStatements()).filter((statement) => statement.sql.includes('update asset'))
    const details = (await explain(update!)).map(({ detail }) => detail)
    expect(details).toEqual([expect.stringMatching(/^SEARCH asset USING INDEX .* \(cloud_id=\? AND asset_no=\?\)$/)])
  })
})

/** A whole table or cloud is read, or something of unknown length is sorted. */
function isWalk({ parent, detail }: Step, steps: readonly Step[]): boolean {
  if (detail.includes('AUTOMATIC')) return true
  if (detail.startsWith('SCAN'))
    return !/^SCAN (\d+ CONSTANT ROWS|CONSTANT ROW|\d+-ROW VALUES CLAUSE|r\d+|lane|page|wanted)$/.test(detail)
  if (detail.startsWith('SEARCH'))
    return detail.endsWith('(cloud_id=?)') && !/^SEARCH (api_key|change_index) /.test(detail)
  if (!detail.startsWith('USE TEMP B-TREE')) return false
  // As long as the list that was given, or as the pages that are merged.
  const beside = steps.filter((step) => step.parent === parent).map((step) => step.detail)
  const isBounded = beside.some((text) => /^LIST SUBQUERY|^SCAN r\d|^SEARCH api_key/.test(text))
  return !isBounded
}

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Index Cond'?: string
  'Index Name'?: string
  Plans?: PlanNode[]
}

describe('postgres plans', () => {
  const library = new BusyLibrary(postgresPlace)
  beforeAll(() => library.open())
  afterAll(() => library.remove())

  async function scans(statement: Sql): Promise<PlanNode[]> {
    const rows = await library.engine.reader.all<Record<'QUERY PLAN', { Plan: PlanNode }[]>>(
      sql`explain (format json) ${statement}`,
    )
    const nodes = ({ Plans = [], ...node }: PlanNode): PlanNode[] => [node, ...Plans.flatMap(nodes)]
    const plan = rows[0]!['QUERY PLAN']
    const [{ Plan }] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as [{ Plan: PlanNode }]
    return nodes(Plan).filter((node) => node['Relation Name'] && node['Node Type'].endsWith('Scan'))
  }

  test('every hot statement goes by an index', async () => {
    for (const statement of await library.hotStatements()) {
      const types = (await scans(statement)).map((node) => node['Node Type'])
      expect([shown(statement), types.filter((type) => !type.startsWith('Index'))]).toEqual([shown(statement), []])
    }
  })

  test('a search for what an index has reads ranges of it', async () => {
    for (const [expression, statements] of await library.searches()) {
      const nodes = (await Promise.all(statements.map(scans))).flat()
      // Where it expects many, a walk in the order that is wanted is as good.
      const wrong = nodes.filter(
        (node) =>
          !/^Index/.test(node['Node Type']) ||
          !((node['Index Cond'] ?? '').includes(' AND ') || node['Index Name'] === 'asset_by_creation'),
      )
      expect([expression, wrong, nodes.length > 0]).toEqual([expression, [], true])
    }
  })

  test('every hot statement seeks what it asks for, with statistics', async () => {
    await library.analyze()
    for (const statement of (await library.hotStatements()).filter(isShort)) {
      const wrong = (await scans(statement)).filter((node) => {
        const condition = node['Index Cond'] ?? ''
        const isSought = condition.includes(' AND ') || SOUGHT_BY_ONE.has(node['Relation Name']!)
        return !node['Node Type'].startsWith('Index') || condition === '' || !isSought
      })
      expect({ statement: shown(statement), wrong }).toEqual({ statement: shown(statement), wrong: [] })
    }
  })
})

/** Tables with a key of one column, and users' roles, of which each has few. */
const SOUGHT_BY_ONE = new Set(['cloud', 'api_key', 'change_index', 'change_head', 'users', 'user_role', 'session'])

/** Of one that asks for half of a table, a walk is the better plan, once the planner knows. */
const isShort = ({ values }: Sql): boolean => values.length < 300

const shown = (statement: Sql): string => statement.sql.trim().replace(/\s+/g, ' ').slice(0, 300)
