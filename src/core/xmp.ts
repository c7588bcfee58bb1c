import type { Asset } from './asset.ts'
import { type BundleEntry, descriptionOf, titleOf } from './bundle.ts'

/** What a file is derived from; there may be others, which Adobe's schema calls its ingredients. */
export interface XmpSource {
  readonly asset: Pick<Asset, 'assetId' | 'versionId'>
  /** Where that is, as seen from the root of the bundle. */
  readonly path: string
}

/**
 * An XMP sidecar: title, tags and description by Dublin Core, and by Adobe's schema for media management which document
 * this is and what it is derived from. Source: the XMP specification, parts 1 and 2.
 */
export function xmpOf(entry: BundleEntry, sources: readonly XmpSource[]): string {
  const { asset, mediaType } = entry
  const [first, ...ingredients] = sources
  const description = descriptionOf(entry)
  const tags = asset.tags.map((tag) => `<rdf:li>${escaped(tag)}</rdf:li>`).join('')
  const properties = [
    `<dc:title>${inDefaultLanguage(titleOf(entry))}</dc:title>`,
    description && `<dc:description>${inDefaultLanguage(description)}</dc:description>`,
    mediaType && `<dc:format>${escaped(mediaType)}</dc:format>`,
    tags && `<dc:subject><rdf:Bag>${tags}</rdf:Bag></dc:subject>`,
    `<xmp:CreateDate>${new Date(asset.createdAt).toISOString()}</xmp:CreateDate>`,
    `<xmpMM:DocumentID>${documentId(asset)}</xmpMM:DocumentID>`,
    `<xmpMM:InstanceID>${instanceId(asset)}</xmpMM:InstanceID>`,
    first && `<xmpMM:DerivedFrom rdf:parseType="Resource">${reference(first)}</xmpMM:DerivedFrom>`,
    ingredients.length > 0 &&
      `<xmpMM:Ingredients><rdf:Bag>${ingredients.map((source) => `<rdf:li rdf:parseType="Resource">${reference(source)}</rdf:li>`).join('')}</rdf:Bag></xmpMM:Ingredients>`,
  ].filter(Boolean)
  return `<?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#">
   ${properties.join('\n   ')}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`
}

type Identified = XmpSource['asset']
const documentId = ({ assetId }: Identified): string => `xmp.did:${assetId}`
const instanceId = ({ versionId }: Identified): string => `xmp.iid:${versionId}`

const reference = ({ asset, path }: XmpSource): string =>
  `<stRef:documentID>${documentId(asset)}</stRef:documentID><stRef:instanceID>${instanceId(asset)}</stRef:instanceID><stRef:filePath>${escaped(path)}</stRef:filePath>`

const inDefaultLanguage = (text: string): string =>
  `<rdf:Alt><rdf:li xml:lang="x-default">${escaped(text)}</rdf:li></rdf:Alt>`

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML can't have them in any form
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(NOT_XML, '\u{FFFD}')
    .replace(/[&<>"]/g, (char) => ENTITIES[char]!)
