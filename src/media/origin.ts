import type { Origin } from '../core/asset.ts'

/** The blocks of a file in which its origin is told. */
export interface OriginBlocks {
  readonly exif?: Buffer | undefined
  readonly xmp?: Buffer | undefined
}

/** What is longer takes too long to read, and was made to. */
const MAX_XMP_BYTES = 128 * 1024
const MAX_ID_LENGTH = 150

/** What a file tells of where it comes from; null where it tells nothing. What is damaged in there says nothing. */
export async function readOrigin({ exif, xmp }: OriginBlocks): Promise<Origin | null> {
  const fields = xmp && xmp.length <= MAX_XMP_BYTES ? await readXmp(xmp) : {}
  const capturedAt = (exif && (await readCaptureTime(exif))) ?? fields.capturedAt
  const origin = { ...fields, ...(capturedAt !== undefined && { capturedAt }) }
  return Object.keys(origin).length > 0 ? origin : null
}

/** Where phones and cameras write when a film was taken. When the file was made is another time: of a copy, today's. */
const CAPTURE_TAGS = ['com.apple.quicktime.creationdate', 'DATE_RECORDED', '\u00a9day']

/** What the tags of a film tell of where it comes from. */
export function originOfTags(tags: Group): Origin | null {
  const capturedAt = CAPTURE_TAGS.map((name) => timeOf(tags[name])).find((time) => time !== undefined)
  return capturedAt === undefined ? null : { capturedAt }
}

const XMP_END = '</x:xmpmeta>'

/** The last XMP packet in a file that has it as it is, as a PDF has. */
export function findXmp(file: Buffer): Buffer | undefined {
  const start = file.lastIndexOf('<x:xmpmeta')
  const end = start < 0 ? -1 : file.indexOf(XMP_END, start)
  return end < 0 ? undefined : file.subarray(start, end + XMP_END.length)
}

type Group = Readonly<Record<string, unknown>>

async function readXmp(xmp: Buffer): Promise<Origin> {
  const { default: exifr } = await import('exifr')
  try {
    const groups = ((await exifr.sidecar(xmp, {}, 'xmp' as never)) ?? {}) as Readonly<Record<string, Group>>
    const media = groups.xmpMM ?? {}
    const parent = media.DerivedFrom
    const derivedFrom =
      typeof parent === 'object' && parent !== null
        ? [(parent as Group).documentID, (parent as Group).instanceID].map(idOf)
        : [idOf(parent)]
    const ids = {
      documentId: idOf(media.DocumentID),
      instanceId: idOf(media.InstanceID),
      originalDocumentId: idOf(media.OriginalDocumentID),
    }
    const parents = [...new Set(derivedFrom.filter((id) => id !== undefined))]
    const capturedAt = timeOf(groups.exif?.DateTimeOriginal) ?? timeOf(groups.photoshop?.DateCreated)
    return {
      ...Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== undefined)),
      ...(parents.length > 0 && { derivedFrom: parents }),
      ...(capturedAt !== undefined && { capturedAt }),
    }
  } catch {
    return {}
  }
}

function idOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const id = String(value).trim()
  return id === '' || id.length > MAX_ID_LENGTH || id.includes('\0') || !id.isWellFormed() ? undefined : id
}

async function readCaptureTime(exif: Buffer): Promise<number | undefined> {
  const { default: exifr } = await import('exifr')
  try {
    const pick = ['DateTimeOriginal', 'OffsetTimeOriginal', 'SubSecTimeOriginal', 'CreateDate']
    const tags: Group = (await exifr.parse(tiffOf(exif), { pick, reviveValues: false })) ?? {}
    const subSeconds = String(tags.SubSecTimeOriginal ?? '').replace(/\D/g, '')
    const time = timeOf(tags.DateTimeOriginal ?? tags.CreateDate, tags.OffsetTimeOriginal)
    return time === undefined ? undefined : time + Math.floor(Number(`0.${subSeconds || 0}`) * 1000)
  } catch {
    return undefined
  }
}

/** How EXIF begins within an image; what follows is a TIFF of its own. */
const EXIF_HEADER = 6

export const tiffOf = (exif: Buffer): Buffer =>
  exif.subarray(exif.toString('latin1', 0, 4) === 'Exif' ? EXIF_HEADER : 0)

/** `2026:05:03 10:11:12` of EXIF, `2026-05-03T10:11:12+02:00` of XMP, `+0200` of films. A camera whose clock was never set tells nothing. */
function timeOf(value: unknown, offset: unknown = ''): number | undefined {
  const form = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?/
  const [found, year, month, day, time, fraction = '', zone] = form.exec(String(value)) ?? []
  if (found === undefined || Number(year) < 1990) return undefined
  const given = /^[+-]\d\d:\d\d/.exec(String(offset))?.[0]
  const ms = Date.parse(
    `${year}-${month}-${day}T${time}${fraction.slice(0, 4)}${zone?.replace(/(\d\d)(\d\d)$/, '$1:$2') ?? given ?? 'Z'}`,
  )
  return Number.isNaN(ms) ? undefined : ms
}
