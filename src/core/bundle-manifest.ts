import { type BundledRelation, type BundleEntry, descriptionOf, titleOf } from './bundle.ts'
import { isDirected } from './relation-kind.ts'

/** Our own terms, the kinds of relations among them: they have no page of their own. */
const NAMESPACE = 'urn:relata:terms:'

const CONTEXT = {
  dcterms: 'http://purl.org/dc/terms/',
  dcmitype: 'http://purl.org/dc/dcmitype/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  relata: NAMESPACE,
}

/**
 * What Dublin Core calls the kinds that everybody has, from the subject and from the object, by their numbers: a team may
 * have renamed them. Those of a team are told by our own terms alone.
 */
const DUBLIN_CORE: Readonly<Record<number, readonly [subject: string, object: string]>> = {
  0: ['relation', 'relation'],
  1: ['isPartOf', 'hasPart'],
  2: ['relation', 'relation'],
  3: ['isFormatOf', 'hasFormat'],
  5: ['source', 'hasVersion'],
  7: ['references', 'isReferencedBy'],
  9: ['hasPart', 'isPartOf'],
  11: ['license', 'relation'],
}

const TYPES = { image: 'dcmitype:Image', video: 'dcmitype:MovingImage', audio: 'dcmitype:Sound' } as const

/**
 * A bundle as JSON-LD: of each asset what Dublin Core has terms for and what it is related to, by those terms and by the
 * names of the kinds; and each relation by itself, with what is said of it.
 */
export function manifestOf(
  entries: readonly BundleEntry[],
  relations: readonly BundledRelation[],
  createdAt: number,
): object {
  const ids = new Map(entries.map(({ asset, name }) => [asset.no, idOf(name)]))
  const related = new Map(entries.map(({ asset }) => [asset.no, new Map<string, Set<string>>()]))
  const add = (no: number, property: string, other: number) => {
    const properties = related.get(no)!
    properties.set(property, (properties.get(property) ?? new Set()).add(ids.get(other)!))
  }
  for (const { relation, kind } of relations) {
    const { from, to } = relation
    const terms = DUBLIN_CORE[kind.no]
    add(from, `relata:${kind.name}`, to)
    add(to, `relata:${kind.inverse}`, from)
    if (!terms) continue
    add(from, `dcterms:${terms[0]}`, to)
    add(to, `dcterms:${terms[1]}`, from)
  }
  return {
    '@context': CONTEXT,
    '@id': '',
    '@type': 'dcmitype:Collection',
    'dcterms:created': dateTime(createdAt),
    'dcterms:hasPart': entries.map((entry) => assetNode(entry, related.get(entry.asset.no)!)),
    'relata:relations': relations.map((bundled) => relationNode(bundled, ids)),
  }
}

/** The file, as it is found from where the manifest is. */
const idOf = (name: string): string => name.split('/').map(encodeURIComponent).join('/')

const dateTime = (ms: number) => ({ '@type': 'xsd:dateTime', '@value': new Date(ms).toISOString() })

function assetNode(entry: BundleEntry, related: ReadonlyMap<string, ReadonlySet<string>>) {
  const { asset, name, mediaType } = entry
  const { resourceType, type, publicId, tags } = asset
  // What has no picture is sound.
  const typeName = resourceType === 'video' && asset.width === null ? 'audio' : resourceType
  return {
    '@id': idOf(name),
    ...(typeName !== 'raw' && { '@type': TYPES[typeName] }),
    'dcterms:title': titleOf(entry),
    'dcterms:identifier': asset.assetId,
    'dcterms:description': descriptionOf(entry),
    'dcterms:format': mediaType,
    'dcterms:extent': asset.bytes,
    'dcterms:created': dateTime(asset.createdAt),
    'dcterms:modified': dateTime(asset.updatedAt),
    'dcterms:subject': tags.length > 0 ? tags : undefined,
    'relata:resourceType': resourceType,
    'relata:deliveryType': type,
    'relata:publicId': publicId,
    'relata:versionId': asset.versionId,
    'relata:md5': asset.etag,
    ...Object.fromEntries(
      [...related].map(([property, others]) => [property, [...others].map((id) => ({ '@id': id }))]),
    ),
  }
}

function relationNode({ relation, kind }: BundledRelation, ids: ReadonlyMap<number, string>) {
  const { note, metadata, startMs, endMs, fromVersion, toVersion, rule } = relation
  const seconds = (ms: number | null) => (ms === null ? undefined : ms / 1000)
  return {
    '@type': 'relata:Relation',
    'relata:subject': { '@id': ids.get(relation.from) },
    'relata:kind': kind.name,
    'relata:inverse': isDirected(kind.no) ? kind.inverse : undefined,
    'relata:object': { '@id': ids.get(relation.to) },
    'dcterms:created': dateTime(relation.createdAt),
    'relata:note': note ?? undefined,
    'relata:metadata': metadata ? { '@type': '@json', '@value': metadata } : undefined,
    'relata:startSeconds': seconds(startMs),
    'relata:endSeconds': seconds(endMs),
    'relata:subjectVersionId': fromVersion ?? undefined,
    'relata:objectVersionId': toVersion ?? undefined,
    'relata:rule': rule ?? undefined,
  }
}
