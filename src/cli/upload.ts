import { glob, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { fullNameOf } from '../core/asset.ts'
import { AppError } from '../core/errors.ts'
import { MAX_SIDECARS } from '../core/relation.ts'
import type { RelatedSidecars } from '../http/api/contract.ts'
import { fullName, withInput } from './asset-names.ts'
import { type Client, connect } from './client.ts'
import { commaList, type JsonOption, jsonOption, repeated, wholeNumber } from './options.ts'
import { count, fail, note, print, printJson, size } from './output.ts'
import { bar, Progress } from './progress.ts'
import { callForEach, eachOther, RELATE, type RelationItem } from './relation-calls.ts'
import { printTable } from './table.ts'
import { etagOf, type UploadedAsset, type UploadSettings, uploadFile, uploadUrl } from './upload-file.ts'
import { UsageError } from './usage-error.ts'

interface UploadOptions extends JsonOption {
  readonly folder?: string
  readonly publicId?: string
  readonly tags?: string[]
  readonly resourceType: string
  readonly type: string
  readonly overwrite?: true
  readonly relatedTo?: string[]
  readonly kind: string
  readonly relateEachOther?: true
  readonly relateSidecars?: true
  readonly parallel: number
  readonly chunkSize: number
  readonly dryRun?: true
}

export function defineUpload(command: Command): void {
  jsonOption(
    command
      .argument(
        '<files...>',
        'files, patterns such as photos/*.jpg, and http(s) URLs; - reads their names from standard input',
      )
      .option('--folder <name>', 'the folder they go to, which begins their public IDs')
      .option('--public-id <name>', 'the public ID of a single file, instead of its name')
      .option('--tags <list>', 'tags, with commas', commaList)
      .option('--resource-type <type>', 'image, video, raw, or auto by what each file is', 'auto')
      .option('--type <type>', 'upload, private or authenticated', 'upload')
      .option('--overwrite', 'replace what has the same public ID, instead of leaving it')
      .option('--related-to <asset>', 'relate each to this one; can be repeated', repeated)
      .option('--kind <name>', 'how each stands to --related-to, as in poster_of', 'related')
      .option('--relate-each-other', 'relate each with every other one')
      .option('--relate-sidecars', 'relate those of one name: dog.mp4 with dog.srt and dog_poster.jpg')
      .option('--parallel <number>', 'how many files at once', wholeNumber, 4)
      .option('--chunk-size <megabytes>', 'larger files go in parts of this size', wholeNumber, 20)
      .option('--dry-run', 'say what would be uploaded, and do nothing'),
  ).action(upload)
}

interface Source {
  readonly path: string
  /** 0 where only the server will see. */
  readonly bytes: number
}

/** What became of a file. */
interface Outcome {
  readonly path: string
  readonly outcome: 'uploaded' | 'overwritten' | 'unchanged' | 'failed'
  readonly asset?: UploadedAsset
  readonly message?: string
}

async function upload(words: string[], options: UploadOptions): Promise<void> {
  const client = connect()
  const sources = await findSources(await withInput(words))
  if (options.publicId !== undefined && sources.length !== 1)
    throw new UsageError(`--public-id is for a single file, got ${sources.length}`)
  if (options.dryRun) return tellSources(sources, options)
  // Wrong credentials are better known before files are on their way.
  await client.cloudinary('GET', '/ping')
  const outcomes = await uploadAll(client, sources, options)
  if (!options.json) tellOutcomes(outcomes)
  const relations = relationsOf(outcomes, options)
  if (relations.length > 0) await callForEach(client, RELATE, relations, { ...options, summaryOnly: true })
  if (options.relateSidecars)
    await relateSidecars(
      client,
      outcomes.flatMap(({ asset }) => asset ?? []),
      options,
    )
}

/** So many of a call are in the one before as well, so that few are parted from what stands beside them. */
const SIDECARS_AGAIN = 20

/** Relates, by their names, those that are there now, in as many calls as it takes. */
async function relateSidecars(client: Client, assets: readonly UploadedAsset[], { json }: JsonOption): Promise<void> {
  const names = assets.toSorted((a, b) => (a.public_id < b.public_id ? -1 : 1)).map(({ asset_id }) => asset_id)
  let changed = 0
  for (let start = 0; start < Math.max(1, names.length - SIDECARS_AGAIN); start += MAX_SIDECARS - SIDECARS_AGAIN) {
    const batch = names.slice(start, start + MAX_SIDECARS)
    if (batch.length < 2) break
    const { counts, results } = await client.api<RelatedSidecars>('POST', '/relations/sidecars', {
      json: { assets: batch },
      repeatable: true,
    })
    changed += counts.changed
    if (json) for (const result of results) printJson(result)
    for (const { from, to, message } of results) if (message !== undefined) fail(`${from} and ${to}: ${message}`)
  }
  note(`${count(changed, 'relation')} added by name`)
}

async function uploadAll(client: Client, sources: readonly Source[], options: UploadOptions): Promise<Outcome[]> {
  const settings = settingsOf(options)
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0)
  const progress = new Progress()
  const outcomes: Outcome[] = []
  let sent = 0
  const show = () =>
    progress.show(
      () =>
        `${bar(sent, total)}  ${outcomes.length}/${sources.length} files  ${size(sent)} of ${size(total)}  ${progress.rate(sent)}`,
    )
  process.removeAllListeners('SIGINT').once('SIGINT', () => {
    progress.clear()
    const done = outcomes.filter(({ outcome }) => outcome !== 'failed').length
    console.error(
      `relata: interrupted: ${done} of ${count(sources.length, 'file')} are there; the same command goes on`,
    )
    process.exit(130)
  })
  const waiting = sources.values()
  const work = async () => {
    for (const source of waiting) {
      const outcome = await uploadOne(client, source, settings, (bytes) => {
        sent += bytes
        show()
      })
      outcomes.push(outcome)
      progress.clear()
      if (options.json) printJson(outcomeLine(outcome))
      if (outcome.outcome === 'failed') fail(`${outcome.path}: ${outcome.message}`)
      show()
    }
  }
  await Promise.all(Array.from({ length: options.parallel }, work))
  progress.clear()
  const done = outcomes.filter(({ outcome }) => outcome !== 'failed').length
  note(`${done} of ${count(sources.length, 'file')}, ${size(sent)}, ${progress.rate(sent)}`)
  return sources.map(({ path }) => outcomes.find((outcome) => outcome.path === path)!)
}

/** What is to be related of what is there now. */
function relationsOf(
  outcomes: readonly Outcome[],
  { relatedTo = [], kind, relateEachOther }: UploadOptions,
): RelationItem[] {
  const assets = outcomes.flatMap(({ asset }) => asset ?? [])
  const isOther = (asset: UploadedAsset, name: string) => name !== asset.asset_id && name !== fullName(asset)
  const others = relatedTo.map(fullNameOf)
  return [
    ...assets.flatMap((asset) =>
      others.filter((name) => isOther(asset, name)).map((to) => ({ from: asset.asset_id, to, kind })),
    ),
    ...(relateEachOther ? eachOther(assets.map(({ asset_id }) => asset_id)) : []),
  ]
}

/** Without what is no business of scripts: the key that was used, and a signature by it. */
function outcomeLine({ path, outcome, asset, message }: Outcome): object {
  return { file: path, outcome, ...asset, signature: undefined, api_key: undefined, message }
}

const settingsOf = ({
  folder,
  publicId,
  tags,
  overwrite,
  type,
  resourceType,
  chunkSize,
}: UploadOptions): UploadSettings => ({
  resourceType,
  chunkBytes: chunkSize * 1_000_000,
  fields: {
    type,
    overwrite: String(overwrite ?? false),
    ...(folder !== undefined && { folder }),
    ...(tags && { tags: tags.join(',') }),
    ...(publicId === undefined ? { use_filename: 'true', unique_filename: 'false' } : { public_id: publicId }),
  },
})

/** Never throws on account of one file: the others go on. */
async function uploadOne(
  client: Client,
  { path }: Source,
  settings: UploadSettings,
  sent: (bytes: number) => void,
): Promise<Outcome> {
  try {
    const asset = isUrl(path) ? await uploadUrl(client, path, settings) : await uploadFile(client, path, settings, sent)
    if (!asset.existing) return { path, outcome: asset.overwritten ? 'overwritten' : 'uploaded', asset }
    // The same file again, as after an upload that was interrupted, is no loss.
    if (!isUrl(path) && (await etagOf(path)) === asset.etag) return { path, outcome: 'unchanged', asset }
    const message = `another file is there as ${fullName(asset)}: --overwrite replaces it, --folder or --public-id keeps both`
    return { path, outcome: 'failed', message }
  } catch (error) {
    if (!(error instanceof AppError) && (error as NodeJS.ErrnoException).code === undefined) throw error
    return { path, outcome: 'failed', message: (error as Error).message }
  }
}

const isUrl = (path: string): boolean => /^https?:\/\//i.test(path)

/** The files that are meant, each once. A shell that knows no patterns hands them on as they are. */
async function findSources(words: readonly string[]): Promise<Source[]> {
  const sources = new Map<string, Source>()
  for (const word of words) {
    if (isUrl(word)) {
      sources.set(word, { path: word, bytes: 0 })
      continue
    }
    const found = await fileOf(word)
    if (found === undefined && !/[*?[{]/.test(word)) throw new UsageError(`there is no file ${word}`)
    if (found) sources.set(word, found)
    else for await (const path of glob(word)) if (await fileOf(path, true)) sources.set(path, (await fileOf(path))!)
  }
  if (sources.size === 0) throw new UsageError(`no file is matched by ${words.join(' ')}`)
  return [...sources.values()]
}

async function fileOf(path: string, quiet = false): Promise<Source | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() && quiet) return undefined
  if (found?.isDirectory())
    throw new UsageError(`${path} is a folder: name the files in it, as in ${path.replace(/\/$/, '')}/*`)
  return found && { path, bytes: found.size }
}

function tellSources(sources: readonly Source[], options: UploadOptions): void {
  for (const { path, bytes } of sources) {
    if (options.json) printJson({ file: path, outcome: 'would_upload', bytes })
    else print(`would upload ${path} (${size(bytes)})`)
  }
  note(`${count(sources.length, 'file')}, nothing was done`)
}

const tellOutcomes = (outcomes: readonly Outcome[]): void =>
  printTable(
    [
      { title: 'FILE', shrinks: 'middle' },
      { title: 'ASSET', shrinks: 'middle' },
      { title: 'SIZE', align: 'right' },
      { title: 'RESULT' },
    ],
    outcomes.map(({ path, asset, outcome }) => [
      path,
      asset ? fullName(asset) : '',
      asset ? size(asset.bytes) : '',
      outcome,
    ]),
  )
