import { asset } from './schemas.ts'

/** How every call with many items counts what became of them; the numbers add up to that of the results. */
export const countsSchema = {
  type: 'object',
  properties: {
    changed: { type: 'integer', description: 'How many results changed something, or would have' },
    unchanged: { type: 'integer', description: 'How many were so already' },
    failed: { type: 'integer', description: 'How many failed: each has a message' },
  },
  required: ['changed', 'unchanged', 'failed'],
} as const

/** What became of an item: all of them have these, and beside them what names the item. */
const outcomeSchema = {
  outcome: { type: 'string', description: 'What became of it' },
  message: { type: 'string', description: 'Where it failed: why, and what to do' },
} as const

const results = <Item>(items: Item) => ({ type: 'array', items, description: 'Of each item, in their order' }) as const

export const relationResultsSchema = {
  type: 'object',
  properties: {
    results: results({
      type: 'object',
      properties: { from: asset, to: asset, kind: { type: 'string' }, ...outcomeSchema },
      required: ['from', 'to', 'outcome'],
    } as const),
    counts: countsSchema,
  },
  required: ['results', 'counts'],
} as const

export const assetResultsSchema = {
  type: 'object',
  properties: {
    results: results({
      type: 'object',
      properties: { asset, ...outcomeSchema },
      required: ['asset', 'outcome'],
    } as const),
    counts: countsSchema,
  },
  required: ['results', 'counts'],
} as const

/** Outcomes of items that are there already as they were asked for. */
const UNCHANGED = new Set(['already_related', 'already_dismissed', 'unchanged', 'kept', 'already'])

/**
 * What a call with many items answers: each item as the caller named it, with what became of it. `messages`: of the
 * outcomes that are failures.
 */
function bulkAnswer<Item extends object, Outcome extends string>(
  items: readonly Item[],
  outcomes: readonly Outcome[],
  messages: Partial<Record<Outcome, string>>,
) {
  const results = items.map((item, i) => {
    const outcome = outcomes[i]!
    return { ...item, outcome, message: messages[outcome] }
  })
  return { results, counts: countsOf(results) }
}

export function countsOf(results: readonly { readonly outcome: string; readonly message?: string | undefined }[]) {
  const counts = { changed: 0, unchanged: 0, failed: 0 }
  for (const { outcome, message } of results) {
    if (UNCHANGED.has(outcome)) counts.unchanged++
    else if (message === undefined) counts.changed++
    else counts.failed++
  }
  return counts
}

/** Of relations, or pairs: without what is said of them beside. */
export const relationResults = <Outcome extends string>(
  relations: readonly { readonly from: string; readonly to: string; readonly kind?: string }[],
  outcomes: readonly Outcome[],
  messages: Partial<Record<Outcome, string>>,
) =>
  bulkAnswer(
    relations.map(({ from, to, kind }) => ({ from, to, kind })),
    outcomes,
    messages,
  )

export const assetResults = <Outcome extends string>(
  assets: readonly string[],
  outcomes: readonly Outcome[],
  messages: Partial<Record<Outcome, string>>,
) =>
  bulkAnswer(
    assets.map((asset) => ({ asset })),
    outcomes,
    messages,
  )
