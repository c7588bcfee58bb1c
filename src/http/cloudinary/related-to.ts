import { kindToRelateBy } from '../../actions/kind-to-relate-by.ts'
import { relateMany } from '../../actions/relate-many.ts'
import { kindsOf } from '../../actions/relation-kinds.ts'
import { type Asset, formatRef } from '../../core/asset.ts'
import type { Caller } from '../../core/cloud.ts'
import { AppError } from '../../core/errors.ts'
import type { Library } from '../../core/library.ts'
import { MAX_RELATIONS_PER_CALL } from '../../core/relation.ts'
import { RELATED_KIND } from '../../core/relation-kind.ts'
import { relationResults } from '../api/bulk-answer.ts'
import { MESSAGES } from '../api/relations.ts'
import type { Call } from '../operation.ts'
import type { TextOrList } from './wire.ts'

/** Ours: what an upload is related to as soon as it is there. */
export const relatedToParams = {
  related_to: {
    type: ['string', 'array'],
    items: { type: 'string' },
    description:
      'Assets, each by asset ID or name (video/upload/dog, or dog for image/upload/dog): a list, or text with commas',
  },
  relation_kind: {
    type: 'string',
    description: 'How the kind is called from the side of the upload: poster_of. Left out: related',
  },
} as const

interface Wish {
  readonly related_to?: TextOrList
  readonly relation_kind?: string
}

/** A public ID may have commas: in a list, they are a part of it. */
const namesOf = (names: TextOrList): string[] =>
  (typeof names === 'string' ? names.split(',') : [...names]).map((name) => name.trim()).filter((name) => name !== '')

/** Before anything is stored: throws `invalid` for a kind that there isn't, and for too many assets. Others are told one by one. */
export async function checkRelatedTo({ library, cloud, ignore }: Call, wish: Wish): Promise<void> {
  const count = namesOf(wish.related_to ?? '').length
  if (wish.relation_kind !== undefined) {
    kindToRelateBy(await kindsOf(library.store.read, cloud), wish.relation_kind)
    if (count === 0) ignore('relation_kind')
  }
  if (count <= MAX_RELATIONS_PER_CALL) return
  throw new AppError('too_large', `related_to takes at most ${MAX_RELATIONS_PER_CALL} assets, got ${count}`)
}

/** Relates what was uploaded, and answers of each asset what became of it; nothing where none was named. */
export async function relateUpload(library: Library, caller: Caller, asset: Asset, wish: Wish) {
  const names = namesOf(wish.related_to ?? '')
  if (names.length === 0) return {}
  const kinds = await kindsOf(library.store.read, caller.cloud)
  const kind = wish.relation_kind ?? kinds.byNo(RELATED_KIND)!.name
  const relations = names.map((to) => ({ from: formatRef(asset), to, kind }))
  const { results } = relationResults(relations, await relateMany(library, caller, relations), MESSAGES)
  return { related_to: results.map(({ to, kind, outcome, message }) => ({ asset: to, kind, outcome, message })) }
}
