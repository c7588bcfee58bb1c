import type { Asset } from './asset.ts'
import { filenameOf } from './public-id.ts'
import { folded } from './search/words.ts'

/** What a file's name says that it is to the others of its stem. */
export type NameRole =
  | 'poster'
  | 'transcript'
  | 'manual'
  | 'licence'
  | 'document'
  | 'edited'
  | 'original'
  /** The same in another size, language or version. */
  | 'alternate'
  /** Another side, colour or number of a series. */
  | 'view'

export interface ReadName {
  /** What is left of the name without all that says which of several it is; words in lower case, one space between. */
  readonly stem: string
  readonly role: NameRole | null
}

/**
 * Reads a file's name, with or without its extension: `dog_poster.jpg`, `dog.en.srt` and `Dog (1)` all have the stem
 * `dog`. Undefined where the name says nothing of what is in the file, such as `image.jpg` or `poster.png`.
 */
export function readName(name: string): ReadName | undefined {
  const { base, extension } = splitExtension(name)
  const tokens = tokensOf(base)
  const roles: NameRole[] = []
  stripEnd(tokens, roles, SUBTITLES.has(extension))
  stripBeginning(tokens, roles)
  if (!saysSomething(tokens)) return undefined
  const byExtension = roleOfExtension(extension)
  const role = ROLES.find((role) => role === byExtension || roles.includes(role)) ?? null
  return { stem: tokens.join(' '), role }
}

/** What the names of an asset's file say: that in its public ID, and the one with which it was uploaded; each stem once. */
export function namesOf({
  publicId,
  originalFilename,
  format,
}: Pick<Asset, 'publicId' | 'originalFilename' | 'format'>) {
  const filename = filenameOf(publicId)
  const extension = extensionOf({ publicId, format })
  const names = [`${originalFilename}.${extension}`, `${filename}.${extension}`].map(readName)
  return [...new Map(names.filter((name) => name !== undefined).map((name) => [name.stem, name])).values()]
}

/** Of a raw asset, which has no format, that in its public ID. */
export const extensionOf = ({ publicId, format }: Pick<Asset, 'publicId' | 'format'>): string =>
  format ?? splitExtension(filenameOf(publicId)).extension

/** The first of them that a name has is its role. */
const ROLES: readonly NameRole[] = [
  ...(['transcript', 'poster', 'licence', 'manual', 'document', 'original', 'edited', 'alternate', 'view'] as const),
]

const SUBTITLES = new Set(['srt', 'vtt', 'ass', 'ssa', 'sbv', 'ttml', 'dfxp', 'lrc', 'scc', 'smi'])
/** What others are made from: of cameras, and of programs. */
const SOURCES = new Set([
  ...['cr2', 'cr3', 'nef', 'arw', 'dng', 'raf', 'orf', 'rw2', 'pef', 'srw'],
  ...['psd', 'psb', 'ai', 'indd', 'sketch', 'fig', 'xd', 'blend', 'afdesign', 'afphoto', 'xcf', 'kra', 'prproj', 'aep'],
])
export const DOCUMENTS: ReadonlySet<string> = new Set([
  ...[
    'pdf',
    'doc',
    'docx',
    'odt',
    'rtf',
    'txt',
    'md',
    'html',
    'xls',
    'xlsx',
    'ods',
    'csv',
    'ppt',
    'pptx',
    'odp',
    'key',
  ],
  ...['pages', 'numbers', 'epub'],
])
const MEDIA = new Set([
  ...[
    'jpg',
    'jpeg',
    'jpe',
    'png',
    'gif',
    'webp',
    'avif',
    'heic',
    'heif',
    'tif',
    'tiff',
    'bmp',
    'svg',
    'jxl',
    'ico',
    'eps',
  ],
  ...['mp4', 'mov', 'm4v', 'webm', 'mkv', 'avi', 'wmv', 'flv', 'mpg', 'mpeg', 'ogv', '3gp', 'mts', 'ts'],
  ...['mp3', 'wav', 'flac', 'm4a', 'aac', 'ogg', 'opus', 'aif', 'aiff'],
  ...['zip', 'json', 'xml', 'xmp', 'glb', 'gltf', 'obj', 'usdz', 'fbx', 'stl'],
])
const EXTENSIONS = new Set([...SUBTITLES, ...SOURCES, ...DOCUMENTS, ...MEDIA])

function roleOfExtension(extension: string): NameRole | undefined {
  if (SUBTITLES.has(extension)) return 'transcript'
  return SOURCES.has(extension) ? 'original' : undefined
}

/** Takes known extensions alone, since a public ID may have dots of its own; of `a.jpg.xmp`, both. */
function splitExtension(name: string): { base: string; extension: string } {
  let [base, extension] = [name, '']
  for (let i = 0; i < 2; i++) {
    const [, before, last] = /^(.+)\.([^.]{1,8})$/s.exec(base) ?? []
    if (before === undefined || !EXTENSIONS.has(last!.toLowerCase())) break
    base = before
    extension ||= last!.toLowerCase()
  }
  return { base, extension }
}

/** A name is a few words; whoever has a longer one has written a sentence. */
const MAX_TOKENS = 40

/** Folded words and numbers. What stands in brackets, and after an `@`, keeps its mark. */
function tokensOf(base: string): string[] {
  const spaced = base
    .slice(0, 255)
    .replace(/(\p{Ll})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replace(/\((\d{1,3})\)|\[(\d{1,3})\]/g, ' #$1$2 ')
    .replace(/@(\d(?:\.\d)?)x\b/gi, (_, times: string) => ` @${times.replace('.', '')} `)
    .replace(/~(\d{1,2})$/, ' #$1 ')
    .replace(/['’]/g, '')
  return (folded(spaced).match(/[#@]?[\p{L}\p{N}]+/gu) ?? []).slice(0, MAX_TOKENS)
}

const words = (role: NameRole, text: string): [string, NameRole][] => text.split(' ').map((word) => [word, role])

/** Words that say which of several a file is, where they end or begin its name. */
const QUALIFIERS: ReadonlyMap<string, NameRole> = new Map([
  ...words(
    'poster',
    'poster thumb thumbs thumbnail thumbnails cover preview still frame keyframe screengrab posterframe',
  ),
  ...words(
    'transcript',
    'transcript transcription transcripts subtitle subtitles subs captions caption cc sdh untertitel',
  ),
  ...words('manual', 'manual guide instructions instruction handbook datasheet specsheet howto manuel anleitung'),
  ...words('licence', 'licence license licensing release rights permission consent agreement contract terms lizenz'),
  ...words('document', 'warranty brochure flyer leaflet invoice certificate guideline guidelines factsheet'),
  ...words(
    'edited',
    'edited edit retouched retouch crop cropped resized scaled compressed optimized optimised enhanced',
  ),
  ...words(
    'edited',
    'square banner header hero story portrait landscape vertical horizontal wide tall teaser trailer clip',
  ),
  ...words('edited', 'small sm medium md large lg xl mini tiny web lowres lores proxy mobile desktop social'),
  ...words('edited', 'cutout nobg transparent watermarked watermark bw grayscale greyscale monochrome effects trimmed'),
  ...words('original', 'original orig raw master source src hires fullres fullsize uncropped unedited untouched'),
  ...words(
    'alternate',
    'copy final draft alt alternate version dark light inverted hd uhd sd fullhd 4k 8k print rgb cmyk',
  ),
  ...words('alternate', 'english german deutsch french francais spanish espanol italian italiano dutch portuguese'),
  ...words('view', 'front back side left right top bottom detail closeup angle rear inside outside open closed'),
  ...words('view', 'black white red green blue yellow orange grey gray brown pink purple gold silver beige'),
])

/** Those that may begin a name as well: `thumb_dog`, `Copy of dog`. */
const BEGINNINGS: ReadonlySet<string> = new Set([
  ...['poster', 'thumb', 'thumbnail', 'cover', 'preview', 'still', 'transcript', 'subtitles', 'manual', 'guide'],
  ...['licence', 'license', 'edited', 'edit', 'cropped', 'resized', 'retouched', 'original', 'final', 'draft', 'copy'],
])

/** Words that go before another and mean nothing without it: `user guide`, `model release`. */
const FILLERS: Partial<Record<NameRole, ReadonlySet<string>>> = {
  manual: new Set([
    'user',
    'users',
    'owner',
    'owners',
    'quick',
    'start',
    'quickstart',
    'installation',
    'service',
    'safety',
  ]),
  licence: new Set(['model', 'property', 'usage', 'picture', 'photo', 'image', 'image', 'media']),
  transcript: new Set(['closed', 'full', 'forced']),
  edited: new Set(['extra', 'low', 'no']),
  original: new Set(['high', 'full']),
}

/** Codes that are no words of their own in the languages that names are written in most. */
const LANGUAGES: ReadonlySet<string> = new Set(
  'en de fr es pt nl sv da nb nn fi pl cs sk hu ro bg hr sl el tr ru uk ar fa ur bn ta te th vi ja ko zh et lv lt ga cy eu gl sq sr mk ka hy az kk sw af ms tl'.split(
    ' ',
  ),
)
/** Those that are, and another word of players: taken of subtitles alone, whose names end with one. */
const SUBTITLE_MARKS: ReadonlySet<string> = new Set('it is no he hi id am be ca my or so mi la lo to forced'.split(' '))
const REGIONS: ReadonlySet<string> = new Set(
  'us gb uk au ca in ie br pt mx ar es fr de ch at be nl cn tw hk hans hant 419'.split(' '),
)

/** `1920x1080`, `720p`, `800w`, `300dpi`, `v2`, `rev3`, `final2`, `@2`, `#1`. */
const PATTERNS: readonly (readonly [RegExp, NameRole])[] = [
  [/^\d{2,5}x\d{2,5}$/, 'edited'],
  [/^(?:\d{3,4}p|\d{2,5}px|\d{2,5}w|[wh]\d{2,5}|\d{2,3}dpi)$/, 'edited'],
  [/^(?:v|ver|version|rev|rc|final|draft|copy|alt|edit|take)\d{1,3}$/, 'alternate'],
  [/^[#@]\d{1,3}$/, 'alternate'],
]

const qualifierOf = (token: string): NameRole | undefined =>
  QUALIFIERS.get(token) ?? PATTERNS.find(([pattern]) => pattern.test(token))?.[1]

/** Drops what qualifies from the end, for as long as a name is left. */
function stripEnd(tokens: string[], roles: NameRole[], isSubtitle: boolean): void {
  let numbered = false
  for (;;) {
    const [before, last] = [tokens.at(-2), tokens.at(-1)]
    const role = last === undefined ? undefined : qualifierOf(last)
    if (role && drop(tokens, 1)) {
      roles.push(role)
      while (FILLERS[role]?.has(tokens.at(-1)!) && drop(tokens, 1));
    } else if (isLanguage(last, isSubtitle) && drop(tokens, 1)) roles.push('alternate')
    else if (isLanguage(before, isSubtitle) && REGIONS.has(last!) && drop(tokens, 2)) roles.push('alternate')
    else if (isEditedByPhone(before, last)) {
      tokens[tokens.length - 1] = last!.slice(1)
      roles.push('edited')
    } else if (!numbered && isOfSeries(before, last) && drop(tokens, 1)) {
      numbered = true
      roles.push('view')
    } else return
  }
}

function stripBeginning(tokens: string[], roles: NameRole[]): void {
  while (BEGINNINGS.has(tokens[0] ?? '')) {
    const role = qualifierOf(tokens[0]!)!
    const rest = tokens.slice(tokens[0] === 'copy' && tokens[1] === 'of' ? 2 : 1)
    if (!saysSomething(rest)) return
    tokens.splice(0, tokens.length - rest.length)
    roles.push(role)
  }
}

/** Whether that many could be dropped from the end, and something was left. */
function drop(tokens: string[], count: number): boolean {
  if (!saysSomething(tokens.slice(0, -count))) return false
  tokens.length -= count
  return true
}

const isLanguage = (token: string | undefined, isSubtitle: boolean): boolean =>
  token !== undefined && (LANGUAGES.has(token) || (isSubtitle && SUBTITLE_MARKS.has(token)))

/** A number of its own, and not the end of a date or a time. */
const isOfSeries = (before: string | undefined, last: string | undefined): boolean =>
  /^\d{1,2}$/.test(last ?? '') && !/^\d+$/.test(before ?? '')

/** iPhones call what was edited of `IMG_1234` `IMG_E1234`. */
const isEditedByPhone = (before: string | undefined, last: string | undefined): boolean =>
  before === 'img' && /^e\d{4}$/.test(last ?? '')

/** Words that files are called by programs, or for want of a better one. */
const GENERIC: ReadonlySet<string> = new Set([
  ...[
    'image',
    'img',
    'images',
    'photo',
    'picture',
    'pic',
    'video',
    'film',
    'movie',
    'audio',
    'file',
    'document',
    'doc',
  ],
  ...[
    'scan',
    'screenshot',
    'untitled',
    'unnamed',
    'download',
    'new',
    'the',
    'a',
    'of',
    'my',
    'dsc',
    'dscn',
    'dscf',
    'pxl',
  ],
  ...['mvi', 'gopr', 'vid', 'mov', 'page', 'slide', 'asset', 'upload', 'temp', 'tmp', 'test', 'default', 'index'],
])

/** Some word that is neither generic nor a mere qualifier, or a number that is long enough to be one of its own. */
function saysSomething(tokens: readonly string[]): boolean {
  const digits = tokens.join('').replace(/\D/g, '').length
  const own = tokens.filter((token) => /\p{L}/u.test(token) && !GENERIC.has(token) && !qualifierOf(token))
  return (
    own.some((token) => token.length > 1 || /\p{Lo}/u.test(token)) ||
    (own.length > 0 && tokens.length > 1) ||
    digits >= 4
  )
}
