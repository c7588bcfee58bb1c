import type { NamedHop } from '../../actions/named-hops.ts'

/** A relation by the asset IDs of its ends, and what it is called from the side of the first. */
export const linkSchema = {
  type: 'object',
  properties: { from: { type: 'string' }, to: { type: 'string' }, kind: { type: 'string' } },
  required: ['from', 'to', 'kind'],
} as const

export const linkAnswer = ({ from, to, kind }: NamedHop) => ({ from: from.assetId, to: to.assetId, kind })
