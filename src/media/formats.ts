/** What a file turned out to be, from its first bytes. */
export interface DetectedFile {
  readonly kind: 'image' | 'pdf' | 'audio_video' | 'other'
  /** As Cloudinary names it (`jpg`, `tif`, `mp4`); of an `other` file, what it is in words. */
  readonly format: string
  /** Known by two bytes that other files may begin with too, so that one that can't be read is not that format at all. */
  readonly guessed?: boolean
}

/** Images that are read, by file-type's extension. SVG is found apart, as XML. */
export const READ_IMAGES: Readonly<Record<string, string>> = {
  jpg: 'jpg',
  png: 'png',
  apng: 'png',
  webp: 'webp',
  gif: 'gif',
  tif: 'tif',
  avif: 'avif',
}

/** As people are told. */
export const READ_IMAGE_NAMES = 'jpg, png, webp, gif, svg, tif, avif and pdf'

/** Images that Cloudinary keeps as images and that the decoder here has no reader for. */
export const UNREAD_IMAGES: ReadonlySet<string> = new Set([
  ...['bmp', 'ico', 'cur', 'psd', 'heic', 'jxl', 'jp2', 'jpx', 'jpm', 'j2c', 'jxr', 'flif', 'bpg'],
  ...['cr2', 'cr3', 'nef', 'arw', 'dng', 'orf', 'rw2', 'raf', 'eps', 'indd'],
])

/** Video and audio, by file-type's extension; the ones that it calls otherwise than Cloudinary have Cloudinary's name. */
export const AUDIO_VIDEO: Readonly<Record<string, string>> = {
  ...{ mp4: 'mp4', m4v: 'm4v', mov: 'mov', webm: 'webm', mkv: 'mkv', avi: 'avi', flv: 'flv', mpg: 'mpg', mts: 'ts' },
  ...{ '3gp': '3gp', '3g2': '3g2', f4v: 'f4v', f4p: 'f4v', asf: 'wmv', ogv: 'ogv', ogm: 'ogv', mxf: 'mxf', rm: 'rm' },
  ...{ mp3: 'mp3', mp2: 'mp2', mp1: 'mp1', wav: 'wav', ogg: 'ogg', oga: 'ogg', ogx: 'ogg', spx: 'ogg', opus: 'opus' },
  ...{ m4a: 'm4a', m4b: 'm4a', m4p: 'm4a', f4a: 'm4a', f4b: 'm4a', aac: 'aac', flac: 'flac', aif: 'aiff', amr: 'amr' },
  ...{ ac3: 'ac3', caf: 'caf', ape: 'ape', wv: 'wv', mpc: 'mpc', dsf: 'dsf', dff: 'dff', qcp: 'qcp', voc: 'voc' },
}
