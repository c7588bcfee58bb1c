import { type AppError, invalid } from './errors.ts'
import {
  CROPS,
  GRAVITIES,
  IMAGE_FORMATS,
  type ImageFormat,
  type Length,
  type Step,
  type Turn,
} from './transformation.ts'

/** What one `key_value` of a transformation says. */
export interface Component {
  readonly key: string
  readonly part: Step
  /** The one spelling of it. */
  readonly canonical: string
}

/** Thrown by the readers below; whoever catches it knows the component's whole text. */
class Wrong extends Error {}

const wrong = (expected: string): Wrong => new Wrong(`expected ${expected}`)

interface Reading {
  readonly part: Step
  readonly value: string
}

const as = (part: Step, value: string | number): Reading => ({ part, value: String(value) })

interface ReadLength {
  readonly length: Length
  readonly value: string
}

const inside = (field: 'width' | 'height' | 'x' | 'y', { length, value }: ReadLength): Reading =>
  as({ [field]: length }, value)

const LENGTH = 'a whole number of pixels, or a decimal number as a share (0.5)'

/** Whole numbers are pixels and decimals are shares, as Cloudinary has it: `w_1` is a pixel, `w_1.0` the whole width. */
function length(text: string): ReadLength {
  if (/^\d{1,6}$/.test(text)) return { length: { pixels: Number(text) }, value: String(Number(text)) }
  if (!/^\d{0,3}\.\d{1,6}$/.test(text)) throw wrong(LENGTH)
  const share = Number(text)
  return { length: { share }, value: Number.isInteger(share) ? `${share}.0` : String(share) }
}

function side(text: string): ReadLength {
  const read = length(text)
  if (Number(read.value) === 0) throw wrong('more than 0')
  return read
}

function place(text: string): ReadLength {
  const minus = text.startsWith('-')
  const { length: of, value } = length(minus ? text.slice(1) : text)
  if (!minus) return { length: of, value }
  return { length: 'pixels' in of ? { pixels: -of.pixels } : { share: -of.share }, value: `-${value}` }
}

function decimal(text: string, min: number, max: number): number {
  const number = Number(text)
  if (!/^-?(?:\d{1,6}(?:\.\d{0,6})?|\.\d{1,6})$/.test(text) || number < min || number > max) {
    throw wrong(`a number from ${min} to ${max}`)
  }
  return number
}

function whole(text: string, min: number, max: number): number {
  if (!/^\d{1,6}$/.test(text) || Number(text) < min || Number(text) > max) {
    throw wrong(`a whole number from ${min} to ${max}`)
  }
  return Number(text)
}

function choice<Choice extends string>(text: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === text)
  if (found === undefined) throw wrong(`one of ${choices.join(', ')}`)
  return found
}

function ratio(text: string): number {
  const [width = '', height = '1', more] = text.split(':')
  const number = decimal(width, 0, 10_000) / decimal(height, 0, 10_000)
  if (more !== undefined || !(number >= MIN_RATIO && number <= 1 / MIN_RATIO)) throw wrong('such as 16:9 or 1.5')
  return number
}

const MIN_RATIO = 0.001

const FORMAT_NAMES: Readonly<Record<string, ImageFormat>> = { jpeg: 'jpg', jpe: 'jpg', tiff: 'tif' }

/** The format that an extension or an `f_` names, if it is one that images are made in. */
export function imageFormat(name: string): ImageFormat | undefined {
  const lower = name.toLowerCase()
  return FORMAT_NAMES[lower] ?? IMAGE_FORMATS.find((format) => format === lower)
}

/** What the levels of `q_auto` come to. */
const AUTO_QUALITIES: Readonly<Record<string, number>> = { best: 90, good: 80, eco: 65, low: 50 }

const MAX_STRENGTH = 2000
const DEFAULT_STRENGTH = 100

function effect(text: string): Reading {
  const [name, level, more] = text.split(':')
  if (name === 'grayscale' && level === undefined) return as({ effects: [{ name }] }, name)
  if ((name !== 'blur' && name !== 'sharpen') || more !== undefined) {
    throw wrong('grayscale, blur or sharpen, the last two with a strength if wanted (blur:300)')
  }
  const strength = level === undefined ? DEFAULT_STRENGTH : whole(level, 1, MAX_STRENGTH)
  return as({ effects: [{ name, strength }] }, `${name}:${strength}`)
}

function corners(text: string): [number, number, number, number] {
  const given = text.split(':').map((radius) => whole(radius, 0, MAX_RADIUS))
  const [a = 0, b = a, c = a, d = b] = given
  if (given.length > 4) throw wrong('one to four numbers, or max')
  return [a, b, c, d]
}

const MAX_RADIUS = 100_000

function background(text: string): Reading {
  const [, hex] = /^(?:rgb:|#)([\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.exec(text) ?? []
  if (hex) return as({ background: `#${hex.toLowerCase()}` }, `rgb:${hex.toLowerCase()}`)
  const name = text.toLowerCase()
  // Which names there are is known where images are made.
  if (!/^[a-z]{3,24}$/.test(name) || name === 'auto') throw wrong('rgb:RRGGBB or a name of CSS (white)')
  return as({ background: name }, name)
}

const MAX_DPR = 5
const MAX_PAGE = 100_000
const MAX_OFFSET_S = 999_999

function offset(text: string): Reading {
  const percent = /^([\d.]+)[p%]$/.exec(text)?.[1]
  if (percent === undefined) {
    const seconds = decimal(text, 0, MAX_OFFSET_S)
    return as({ offset: { seconds } }, seconds)
  }
  const share = decimal(percent, 0, 100)
  return as({ offset: { share: share / 100 } }, `${share}p`)
}

export const NAME = /^[\w-]{1,128}$/

/** A reader for each key. */
const READERS: Readonly<Record<string, (text: string) => Reading>> = {
  w: (text) => inside('width', side(text)),
  h: (text) => inside('height', side(text)),
  x: (text) => inside('x', place(text)),
  y: (text) => inside('y', place(text)),
  ar: (text) => as({ aspectRatio: ratio(text) }, text),
  c: (text) => as({ crop: choice(text, CROPS) }, text),
  g: (text) => as({ gravity: choice(text, GRAVITIES) }, text),
  a: (text) => as({ turns: turns(text) }, text),
  e: effect,
  r: (text) => (text === 'max' ? as({ radius: text }, text) : as({ radius: corners(text) }, text)),
  b: background,
  q: quality,
  f: format,
  dpr: (text) => (text === 'auto' ? as({ dpr: text }, text) : dpr(decimal(text, 0.1, MAX_DPR))),
  pg: (text) => as({ page: whole(text, 1, MAX_PAGE) }, Number(text)),
  so: offset,
  t: (text) => as({ names: names(text) }, text),
}

const MAX_TURNS = 4

/** `a_90`, `a_hflip`, `a_vflip.45`. A dot stands in a decimal number as well. */
function turns(text: string): Turn[] {
  const list = text.includes('flip') ? text.split('.') : [text]
  if (list.length > MAX_TURNS) throw wrong(`at most ${MAX_TURNS} turns`)
  return list.map((one) => (one === 'hflip' || one === 'vflip' ? one : decimal(one, -360, 360)))
}

const dpr = (number: number): Reading => as({ dpr: number }, Number.isInteger(number) ? `${number}.0` : number)

function quality(text: string): Reading {
  if (/^\d/.test(text)) return as({ quality: whole(text, 1, 100) }, Number(text))
  const [auto, level = 'good', more] = text.split(':')
  const number = AUTO_QUALITIES[level]
  if (auto !== 'auto' || number === undefined || more !== undefined) {
    throw wrong(`1 to 100, auto, or auto with one of ${Object.keys(AUTO_QUALITIES).join(', ')}`)
  }
  return as({ quality: number }, text)
}

function format(text: string): Reading {
  const named = text === 'auto' ? text : imageFormat(text)
  if (!named) throw wrong(`one of auto, ${IMAGE_FORMATS.join(', ')}`)
  return as({ format: named }, named)
}

function names(text: string): string[] {
  const list = text.split('.')
  if (!list.every((name) => NAME.test(name))) throw wrong('names of letters, digits, - and _')
  return list
}

/** Reads one component. Throws `invalid` that names it. */
export function readComponent(text: string): Component {
  const [, key = '', value = ''] = /^([a-z]+)_(.*)$/s.exec(text) ?? []
  const read = Object.hasOwn(READERS, key) ? READERS[key]! : undefined
  if (!read)
    throw notSupported(
      text,
      `the supported ones are ${Object.keys(READERS)
        .map((name) => `${name}_`)
        .join(' ')}`,
    )
  try {
    const { part, value: canonical } = read(value)
    return { key, part, canonical: `${key}_${canonical}` }
  } catch (error) {
    if (error instanceof Wrong) throw notSupported(text, error.message)
    throw error
  }
}

const MAX_SHOWN = 100

const notSupported = (component: string, why: string): AppError =>
  invalid(`Transformation component not supported - ${component.slice(0, MAX_SHOWN)}: ${why}`)
