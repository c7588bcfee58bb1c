import { readFile, stat, writeFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { type Document, guideline, licence, manual, warranty } from './make/documents.ts'
import { draw } from './make/draw.ts'
import { makeFilm } from './make/film.ts'
import { badge, GREEN, logo, SAND } from './make/logo.ts'
import { photographSvg, printPdf } from './make/print.ts'

/**
 * Makes the files of the sample library, which are committed: run it only to change them. All of it is drawn here,
 * nothing is taken from anywhere. Needs ffmpeg and chromium, and, for the pictures and the film, an hour.
 *
 *     node demo/make-files.ts [pictures [picture.jpg ...]] [drawings] [crops] [documents] [texts] [film]
 */
const FILES = new URL('./files/', import.meta.url)
const file = (name: string) => new URL(name, FILES)

const JPEG = { quality: 80, mozjpeg: true }
const WEBP = { quality: 78, effort: 6 }
const PICTURE = [1080, 810] as const
const ORIGINAL = [1600, 1200] as const

/** The pictures that the documents show. */
const PRINTED_PICTURES = ['tern-front.jpg', 'tern-angle.jpg', 'tern-parts.webp', 'dusk-day.jpg', 'sill-sage.jpg']

async function keep(name: string, content: Buffer | string): Promise<void> {
  await writeFile(file(name), content)
  console.log(`${name}  ${(await stat(file(name))).size.toLocaleString('en-US')} bytes`)
}

const encode = (picture: Sharp, name: string): Promise<Buffer> =>
  (name.endsWith('.webp') ? picture.webp(WEBP) : picture.jpeg(JPEG)).toBuffer()

const PICTURES: Readonly<Record<string, () => Promise<Buffer>>> = {
  ...Object.fromEntries(
    ['tern-front', 'tern-angle', 'tern-top', 'dusk-day', 'dusk-night', 'sill-sage', 'sill-clay'].map((name) => [
      `${name}.jpg`,
      async () => encode(await draw(name, ...PICTURE, 2), '.jpg'),
    ]),
  ),
  'tern-parts.webp': async () => encode(await draw('tern-parts', ...PICTURE, 2), '.webp'),
  'tern-table-original.jpg': async () =>
    (await draw('tern-table', ...ORIGINAL, 2)).jpeg({ quality: 85, mozjpeg: true }).toBuffer(),
  'tern-film-poster.jpg': async () => encode(await draw('tern-film', 960, 540, 2, -32), '.jpg'),
}

async function pictures(): Promise<void> {
  const named = Object.keys(PICTURES).filter((name) => process.argv.includes(name))
  for (const [name, make] of Object.entries(PICTURES)) {
    if (named.length === 0 || named.includes(name)) await keep(name, await make())
  }
}

/** What is cut from the original, and the pictures that wear the badge. */
async function crops(): Promise<void> {
  const original = await readFile(file('tern-table-original.jpg'))
  await keep('tern-table.jpg', await encode(sharp(original).resize(...PICTURE), '.jpg'))
  const square = sharp(original).extract({ left: 300, top: 60, width: 1080, height: 1080 }).resize(720)
  await keep('tern-table-square.jpg', await encode(square, '.jpg'))
  const banner = sharp(original).extract({ left: 0, top: 330, width: 1600, height: 600 }).resize(1200)
  await keep('tern-table-banner.webp', await encode(banner, '.webp'))
  for (const [name, result] of [
    ['tern-front.jpg', 'tern-front-mended.jpg'],
    ['sill-sage.jpg', 'sill-sage-mended.webp'],
  ] as const) {
    const stamp = await sharp(await readFile(file('mended-badge.png')))
      .resize(216)
      .toBuffer()
    const picture = sharp(await readFile(file(name))).composite([
      { input: stamp, left: 1080 - 216 - 44, top: 810 - 216 - 44 },
    ])
    await keep(result, await encode(picture, result))
  }
}

async function drawings(): Promise<void> {
  await keep('tamarack-logo.svg', logo(GREEN, SAND))
  const stamp = sharp(await photographSvg(badge, 400))
  await keep('mended-badge.png', await stamp.png({ palette: true, colours: 24, dither: 0, effort: 10 }).toBuffer())
}

async function documents(): Promise<void> {
  const inlined = new Map<string, string>()
  for (const name of PRINTED_PICTURES) {
    const small = await sharp(await readFile(file(name)))
      .resize(680)
      .jpeg({ quality: 74, mozjpeg: true })
      .toBuffer()
    inlined.set(name, `data:image/jpeg;base64,${small.toString('base64')}`)
  }
  const picture = (name: string) => inlined.get(name) ?? name
  const all: readonly (readonly [string, Document])[] = [
    ['tamarack-brand-guideline.pdf', guideline(picture)],
    ['tern-manual.pdf', manual(picture)],
    ['tern-warranty.pdf', warranty()],
    ['sill-picture-licence.pdf', licence()],
  ]
  for (const [name, document] of all) await keep(name, await printPdf(document))
}

/** What the film shows, and until which second. */
const CUES = [
  [1.5, 'A hand grinder stands on sand-coloured paper, coffee beans around it.'],
  [3, 'Nearer, from an angle: walnut, brass, green enamel, a crank of steel.'],
  [5, 'From above, where the beans go in.'],
] as const

const cues = (cue: (from: number, to: number, text: string, number: number) => string): string =>
  CUES.map(([to, text], i) => cue(CUES[i - 1]?.[0] ?? 0, to, text, i + 1)).join('\n')

/** `00:01.500` */
const minutes = (time: number): string => `00:${time.toFixed(3).padStart(6, '0')}`
/** `00:00:01,500` */
const hours = (time: number): string => `00:${minutes(time).replace('.', ',')}`

const transcript = (): string =>
  `WEBVTT\n\n${cues((from, to, text) => `${minutes(from)} --> ${minutes(to)}\n${text}\n`)}`
const subtitles = (): string =>
  cues((from, to, text, number) => `${number}\n${hours(from)} --> ${hours(to)}\n${text}\n`)

async function texts(): Promise<void> {
  await keep('tern-film.vtt', transcript())
  await keep('tern-film.srt', subtitles())
}

async function film(): Promise<void> {
  await makeFilm(
    ['tern-front.jpg', 'tern-angle.jpg', 'tern-top.jpg'].map((name) => file(name).pathname),
    file('tern-film.mp4').pathname,
  )
}

const steps = { pictures, drawings, crops, documents, texts, film }
const wanted = process.argv.slice(2)
for (const [name, step] of Object.entries(steps)) if (wanted.length === 0 || wanted.includes(name)) await step()
