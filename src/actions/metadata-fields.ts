import { DELIVERY_TYPES, RESOURCE_TYPES } from '../core/asset.ts'
import type { Caller } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import { randomName } from '../core/ids.ts'
import type { Library } from '../core/library.ts'
import {
  checkExternalId,
  checkField,
  MAX_METADATA_FIELDS,
  type MetadataField,
  type MetadataFields,
} from '../core/metadata-field.ts'
import type { Reader } from '../core/store.ts'
import { metadataTerm } from '../core/terms.ts'
import { editEach } from './edit-many.ts'

const KIND = 'metadata_field'

/** What a client says of a field; of an update, the parts that change. */
export type MetadataFieldPart = Partial<Omit<MetadataField, 'position' | 'deleting'>>

/** The environment's fields in their order, without those that are being deleted. */
export async function readMetadataFields(reader: Reader, cloudId: number): Promise<MetadataFields> {
  const definitions = await reader.definitions.list<MetadataField>(cloudId, KIND, { limit: 2 * MAX_METADATA_FIELDS })
  const fields = definitions.filter(({ body }) => !body.deleting)
  fields.sort((a, b) => a.body.position - b.body.position)
  return new Map(fields.map(({ name, body }) => [name, body]))
}

export async function getMetadataField(reader: Reader, cloudId: number, id: string): Promise<MetadataField> {
  const found = await reader.definitions.get<MetadataField>(cloudId, KIND, id)
  if (!found || found.body.deleting) throw noSuchField(id)
  return found.body
}

const noSuchField = (id: string): AppError => new AppError('not_found', `External ID ${id.slice(0, 300)} doesn't exist`)

export interface NewMetadataField extends MetadataFieldPart {
  readonly externalId?: string
  readonly type: MetadataField['type']
  readonly label: string
}

/** Answers the external ID as well: a random one where none was given. */
export async function createMetadataField(
  library: Library,
  { cloud }: Caller,
  { externalId = randomName(20), ...part }: NewMetadataField,
): Promise<[string, MetadataField]> {
  checkExternalId('external_id', externalId)
  return library.store.write(async (tx) => {
    const fields = await readMetadataFields(tx, cloud.id)
    if (fields.size >= MAX_METADATA_FIELDS) {
      throw invalid(
        `There are ${fields.size} metadata fields, as many as an environment can have: delete another first`,
      )
    }
    const last = Math.max(0, ...[...fields.values()].map(({ position }) => position))
    const field = checkField({ ...BLANK, ...part, position: last + 1 })
    if (!(await tx.definitions.insert(cloud.id, KIND, externalId, field))) {
      const isDeleting = !fields.has(externalId)
      throw invalid(
        `external id ${externalId} already exists${isDeleting ? ': it is being deleted, delete it once more to finish that' : ''}`,
      )
    }
    return [externalId, field]
  })
}

const BLANK = {
  mandatory: false,
  defaultValue: null,
  defaultDisabled: false,
  validation: null,
  options: [],
  restrictions: null,
}

/** `change` answers the field as it is to be. Values that assets have stay as they are. */
export async function changeMetadataField(
  library: Library,
  { cloud }: Caller,
  id: string,
  change: (field: MetadataField) => MetadataField,
): Promise<MetadataField> {
  return library.store.write(async (tx) => {
    const field = checkField(change(await getMetadataField(tx, cloud.id, id)))
    await tx.definitions.replace(cloud.id, KIND, id, field)
    return field
  })
}

/** `arrange` answers the external IDs in their new order. */
export async function reorderMetadataFields(
  library: Library,
  { cloud }: Caller,
  arrange: (fields: MetadataFields, createdAt: (id: string) => number) => string[],
): Promise<MetadataFields> {
  return library.store.write(async (tx) => {
    const fields = await readMetadataFields(tx, cloud.id)
    const definitions = await tx.definitions.list(cloud.id, KIND, { limit: 2 * MAX_METADATA_FIELDS })
    const times = new Map(definitions.map(({ name, createdAt }) => [name, createdAt]))
    const order = arrange(fields, (id) => times.get(id)!)
    for (const [i, id] of order.entries()) {
      await tx.definitions.replace(cloud.id, KIND, id, { ...fields.get(id)!, position: i + 1 })
    }
    return readMetadataFields(tx, cloud.id)
  })
}

/**
 * Deletes a field with its values. From the first moment it counts as gone; the assets lose their values batch by
 * batch, and a call that was interrupted is finished by another one.
 */
export async function deleteMetadataField(library: Library, caller: Caller, id: string): Promise<void> {
  const { cloud } = caller
  await library.store.write(async (tx) => {
    const found = await tx.definitions.get<MetadataField>(cloud.id, KIND, id)
    if (!found) throw noSuchField(id)
    await tx.definitions.replace(cloud.id, KIND, id, { ...found.body, deleting: true })
  })
  const query = { resourceTypes: RESOURCE_TYPES, types: DELIVERY_TYPES, term: metadataTerm(id) }
  await editEach(library, caller, query, ({ metadata: { [id]: _, ...metadata } }) => ({ metadata }))
  await library.store.write((tx) => tx.definitions.remove(cloud.id, KIND, id))
}
