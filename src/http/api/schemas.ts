/** Words that several operations of our own API share. */
export const asset = { type: 'string', description: 'An asset ID, or resource_type/type/public_id' } as const

export const kindName = {
  type: 'string',
  description: 'How the kind is called from the side of `from`: poster_of, or has_poster. Left out: related',
} as const

export const itemResult = {
  type: 'object',
  properties: {
    from: asset,
    to: asset,
    kind: { type: 'string' },
    outcome: { type: 'string', description: 'What became of it' },
    message: { type: 'string', description: 'Where it failed: why, and what to do' },
  },
  required: ['from', 'to', 'outcome'],
} as const

/** What bulk calls answer: of each item, in their order, what became of it. */
export const resultsSchema = {
  type: 'object',
  properties: {
    results: { type: 'array', items: itemResult },
    changed: { type: 'integer', description: 'How many items changed something' },
    failed: { type: 'integer', description: 'How many items failed' },
  },
  required: ['results', 'changed', 'failed'],
} as const

const CHANGED = new Set(['related', 'unrelated', 'changed', 'dismissed'])

/** `messages`: of the outcomes that are failures. */
export function relationResults<Outcome extends string>(
  relations: readonly { readonly from: string; readonly to: string; readonly kind?: string }[],
  outcomes: readonly Outcome[],
  messages: Partial<Record<Outcome, string>>,
) {
  const results = relations.map(({ from, to, kind }, i) => {
    const outcome = outcomes[i]!
    return { from, to, kind, outcome, message: messages[outcome] }
  })
  return {
    results,
    changed: results.filter(({ outcome }) => CHANGED.has(outcome)).length,
    failed: results.filter(({ message }) => message !== undefined).length,
  }
}

export const dryRun = {
  type: 'boolean',
  default: false,
  description: 'Changes nothing, and answers what would have become of it',
} as const
