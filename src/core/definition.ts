/** What a product environment defines for itself beside its assets: small documents, each with a name of its kind. */
export type DefinitionKind =
  | ('upload_preset' | 'upload_mapping' | 'transformation' | 'trigger' | 'metadata_field')
  | ('relation_kind' | 'relation_rule' | 'saved_search' | 'bundle_link')

export interface Definition<Body = unknown> {
  /** Unique among those of its kind in the environment; the order in which they are listed. */
  readonly name: string
  /** Whatever JSON the kind has. */
  readonly body: Body
  /** Unix milliseconds. */
  readonly createdAt: number
  readonly updatedAt: number
}
