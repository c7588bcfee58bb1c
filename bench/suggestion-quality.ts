import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { type RunningRelata, startRelata } from '../src/main.ts'
import type { Figure } from './main.ts'

/** Scenes of the sample library, none of which shows another one's picture. */
const SCENES = [
  ...['tern-front.jpg', 'tern-angle.jpg', 'tern-top.jpg', 'tern-parts.webp', 'dusk-day.jpg', 'dusk-night.jpg'],
  ...['sill-sage.jpg', 'sill-clay.jpg', 'mended-badge.png', 'tern-table-original.jpg'],
]

/** What people and programs do to pictures. The names tell nothing, so that only the picture can. */
const TRANSFORMATIONS: readonly ((picture: Sharp) => Sharp)[] = [
  (picture) => picture.resize(640).jpeg({ quality: 30 }),
  (picture) => picture.modulate({ brightness: 1.15, saturation: 0.8 }).webp(),
  (picture) => picture.greyscale().png(),
  (picture) => picture.gamma(1.6).jpeg(),
  (picture) => picture.rotate(1, { background: '#fff' }).jpeg(),
  (picture) => picture.sharpen({ sigma: 2 }).resize(320).avif({ effort: 1 }),
  (picture) => picture.blur(2).jpeg({ quality: 60 }),
  (picture) => picture.extend({ top: 12, bottom: 12, left: 12, right: 12, background: '#000' }).jpeg(),
]

/** Things with files about them, named as teams in several languages do; some of it no rule of the suggester knows. */
const THINGS = [
  'harbour-lights',
  'Velo Nord',
  'Q3_townhall',
  'marble run',
  'IMG_5521',
  'ÉtéLisbonne',
  'kiln tour',
  'GX200',
]
const NAMINGS: readonly ((name: string) => string)[] = [
  (name) => `${name}.mp4`,
  (name) => `${name}.nl-NL.vtt`,
  (name) => `${name}_captions_fr.srt`,
  (name) => `${name} – Kopie.txt`,
  (name) => `${name} (2).txt`,
  (name) => `${name}_draft3.docx`,
  (name) => `${name}__final__.docx`,
  (name) => `SUBS-${name}.srt`,
  (name) => `${name} Bedienungsanleitung.pdf`,
  (name) => `${name.toLowerCase().replace(/[ _]/g, '-')}-user-guide.pdf`,
]

/** What belongs to nothing: names that begin or end alike, series of reports, letters and pages. */
const DISTRACTORS = [
  ...[
    'harbour',
    'lights',
    'harbour-lighting',
    'nord',
    'velo sud',
    'Q2_townhall',
    'townhall',
    'marble',
    'kiln',
    'GX210',
  ],
  ...Array.from({ length: 12 }, (_, i) => `board-${2010 + i}`),
  ...Array.from({ length: 60 }, (_, i) => `page-${String(i + 1).padStart(2, '0')}`),
  ...Array.from({ length: 60 }, (_, i) => `IMG_${7000 + 13 * i}`),
].map((name) => `${name}.txt`)
const OTHER_PICTURES = 150

/** A soft picture of random light. */
function randomPicture(seed: number): Promise<Buffer> {
  let state = seed + 1
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state >> 16
  }
  const raw = { width: 6, height: 6, channels: 3 as const }
  return sharp(Uint8Array.from({ length: 108 }, next), { raw })
    .resize(400, 300, { fit: 'fill', kernel: 'cubic' })
    .jpeg()
    .toBuffer()
}

async function upload(relata: RunningRelata, file: Uint8Array | string, type: string, name: string): Promise<string> {
  const form = new FormData()
  form.append('file', new Blob([file]), name)
  form.append('use_filename', 'true')
  form.append('unique_filename', type === 'image' ? 'true' : 'false')
  const authorization = `Basic ${Buffer.from(`${relata.apiKey}:${relata.apiSecret}`).toString('base64')}`
  const reply = await fetch(`${relata.url}/v1_1/${relata.cloudName}/${type}/upload`, {
    ...{ method: 'POST', body: form, headers: { authorization } },
  })
  const body = await reply.json()
  assert.equal(reply.status, 200, JSON.stringify(body))
  return (body as { asset_id: string }).asset_id
}

/** Uploads the labelled set; answers to which group each asset belongs. What belongs to nothing has a group of its own. */
async function uploadAll(relata: RunningRelata): Promise<Map<string, string>> {
  const groups = new Map<string, string>()
  let number = 0
  const meaningless = (ending: string) => `${(0x1a2b3c + number++ * 0x9e37).toString(16)}${ending}`
  for (const scene of SCENES) {
    const file = await readFile(new URL(`../demo/files/${scene}`, import.meta.url))
    groups.set(await upload(relata, file, 'image', meaningless('.jpg')), scene)
    for (const transform of TRANSFORMATIONS) {
      groups.set(await upload(relata, await transform(sharp(file)).toBuffer(), 'image', meaningless('.jpg')), scene)
    }
  }
  for (const thing of THINGS) {
    for (const naming of NAMINGS) groups.set(await upload(relata, naming(thing), 'raw', naming(thing)), thing)
  }
  for (const name of DISTRACTORS) groups.set(await upload(relata, name, 'raw', name), name)
  for (let i = 0; i < OTHER_PICTURES; i++) {
    groups.set(await upload(relata, await randomPicture(i), 'image', meaningless('.jpg')), `picture ${i}`)
  }
  return groups
}

interface Suggested {
  readonly pair: string
  readonly isRight: boolean
  readonly score: number
}

async function suggested(relata: RunningRelata, groups: ReadonlyMap<string, string>): Promise<Suggested[]> {
  const authorization = `Basic ${Buffer.from(`${relata.apiKey}:${relata.apiSecret}`).toString('base64')}`
  const found: Suggested[] = []
  for (let cursor = ''; ; ) {
    const url = `${relata.url}/api/v1/${relata.cloudName}/suggestions?limit=100&min_score=0.1${cursor}`
    const body = (await (await fetch(url, { headers: { authorization } })).json()) as {
      suggestions: { from: { asset_id: string }; to: { asset_id: string }; score: number }[]
      next_cursor?: string
    }
    for (const { from, to, score } of body.suggestions) {
      const isRight = groups.get(from.asset_id) === groups.get(to.asset_id)
      found.push({ pair: [from.asset_id, to.asset_id].sort().join(), isRight, score })
    }
    if (body.next_cursor === undefined) return found
    cursor = `&cursor=${body.next_cursor}`
  }
}

/** How much of what is suggested belongs together, and how much of what belongs together is suggested. */
export async function quality(): Promise<Figure[]> {
  const relata = await startRelata({ port: 0, logLevel: 'silent' })
  try {
    const groups = await uploadAll(relata)
    const found = await suggested(relata, groups)
    const isPicture = new Set(SCENES)
    const pairsOf = (names: ReadonlySet<string>) =>
      [...Map.groupBy(groups, ([, group]) => group)]
        .filter(([group]) => names.has(group))
        .reduce((sum, [, { length }]) => sum + (length * (length - 1)) / 2, 0)
    const groupOf = ({ pair }: Suggested) => groups.get(pair.split(',')[0]!)!
    const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)}%`
    const all = pairsOf(isPicture) + pairsOf(new Set(THINGS))
    return [0.4, 0.6, 0.8].flatMap((score) => {
      const told = found.filter((one) => one.score >= score)
      const right = told.filter(({ isRight }) => isRight)
      const looks = right.filter((one) => isPicture.has(groupOf(one))).length
      return [
        { what: `precision, score ${score} or more`, value: `${percent(right.length, told.length)} of ${told.length}` },
        { what: `recall, score ${score} or more`, value: `${percent(right.length, all)} of ${all}` },
        {
          what: 'of it, by looks and by names',
          value: `${percent(looks, pairsOf(isPicture))}, ${percent(right.length - looks, pairsOf(new Set(THINGS)))}`,
        },
      ]
    })
  } finally {
    await relata.stop()
  }
}
