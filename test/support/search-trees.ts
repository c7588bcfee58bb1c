import fc from 'fast-check'
import type { Comparison, SearchTree } from '../../src/core/search/tree.ts'

const TEXTS = ['red', 'Red', 'ré', 'blue shirt', 'a/b', 'AND', '!!', '16:9', '-x', 'x"y\\z*', '😀', '5', '2026-11-24']
const text = fc
  .oneof(fc.constantFrom(...TEXTS), fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }))
  .filter((value) => value.isWellFormed() && !value.includes('\0'))
const amount = fc.oneof(fc.constantFrom('0', '1', '1.5', '-3', '600', '800'), fc.nat(2000).map(String))
const time = fc.constantFrom('2026', '2026-11', '2026-11-24', '2026-11-24T14:00:30', '2026-11-24T14:00+01:00')
const ordering = fc.constantFrom('>', '>=', '<', '<=') as fc.Arbitrary<Comparison>
const equality = fc.constantFrom(':', '=') as fc.Arbitrary<Comparison>

const textField = fc.constantFrom(
  ...[
    'public_id',
    'display_name',
    'filename',
    'tags',
    'context.alt',
    'context.a key=',
    'metadata.color',
    'asset_folder',
  ],
  ...['format', 'resource_type', 'type', 'status', 'access_mode', 'moderation_status', 'moderation_kind'],
)
const numberField = fc.constantFrom('bytes', 'width', 'height', 'pixels', 'aspect_ratio', 'duration', 'pages')
/** Public IDs of assets, and names of kinds, that expressions may have. */
export const NAMED_ASSETS = ['hub', 'pair/one', 'lonely']
const KIND_NAMES = ['related', 'poster_of', 'has_poster', 'licensed_by']
const countField = fc.constantFrom('relations', ...KIND_NAMES.map((name) => `relations.${name}`))
const timeField = fc.constantFrom('created_at', 'uploaded_at', 'updated_at')

const compare = (
  field: fc.Arbitrary<string | null>,
  is: fc.Arbitrary<Comparison>,
  value: fc.Arbitrary<{ text: string; prefix: boolean }>,
): fc.Arbitrary<SearchTree> => fc.record({ kind: fc.constant('compare' as const), field, is, value })

const literal = (of: fc.Arbitrary<string>) => of.map((value) => ({ text: value, prefix: false }))
const textLiteral = fc.oneof(fc.record({ text, prefix: fc.boolean() }), fc.constant({ text: '', prefix: true }))
const bound = (of: fc.Arbitrary<string>) => fc.option(fc.record({ text: of, inclusive: fc.boolean() }))
const range = (field: fc.Arbitrary<string>, of: fc.Arbitrary<string>): fc.Arbitrary<SearchTree> =>
  fc.record({ kind: fc.constant('range' as const), field, from: bound(of), to: bound(of) })

const leaf = fc.oneof(
  compare(fc.constant(null), fc.constant(':' as const), textLiteral),
  compare(textField, equality, textLiteral),
  compare(numberField, fc.oneof(equality, ordering), literal(amount)),
  compare(fc.oneof(numberField, timeField), equality, fc.constant({ text: '', prefix: true })),
  compare(timeField, fc.oneof(equality, ordering), literal(time)),
  compare(timeField, ordering, literal(fc.constantFrom('1d', '2w', '3h', '6m', '1y', 'now'))),
  compare(fc.constant('metadata.price'), ordering, literal(amount)),
  compare(fc.constant('related_to'), equality, literal(fc.constantFrom(...NAMED_ASSETS))),
  compare(fc.constant('relation.kind'), equality, literal(fc.constantFrom(...KIND_NAMES))),
  compare(fc.constantFrom('related_to', 'relation.kind'), equality, fc.constant({ text: '', prefix: true })),
  compare(countField, fc.oneof(equality, ordering), literal(fc.constantFrom('0', '1', '1.5', '2', '3', '-1'))),
  range(countField, fc.constantFrom('0', '1', '2')),
  range(numberField, amount),
  range(timeField, time),
)

/** Expressions of every form, over a few values. */
export const searchTrees = (): fc.Arbitrary<SearchTree> =>
  fc.letrec<{ tree: SearchTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        of: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
    ),
  })).tree
