import { on } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { pino } from 'pino'
import type { CheckedLibrary } from './actions/check-library.ts'
import { createCloud } from './actions/create-cloud.ts'
import { HistoryIndexer } from './actions/index-history.ts'
import { Notifier } from './actions/notifier.ts'
import { purgeTrash } from './actions/purge-trash.ts'
import { renewTerms } from './actions/renew-terms.ts'
import { RuleRunner } from './actions/rule-runner.ts'
import { type CheckupEvent, Checkups } from './actions/run-checkup.ts'
import { sweepHistory } from './actions/sweep-history.ts'
import { sweepOrphans } from './actions/sweep-orphans.ts'
import { sweepSessions } from './actions/sweep-sessions.ts'
import { DiskChunkStore } from './blobs/chunks.ts'
import { DiskDerivedFiles } from './blobs/derived-disk.ts'
import { DiskBlobStore } from './blobs/disk.ts'
import { type Config, type GivenCredentials, loadConfig, packageVersion, searchPath } from './config.ts'
import { type ApiKey, type Cloud, clientUrl } from './core/cloud.ts'
import { AppError } from './core/errors.ts'
import type { Library } from './core/library.ts'
import type { Store } from './core/store.ts'
import { SetUpLink } from './http/account/set-up.ts'
import { createApp } from './http/app.ts'
import { Background } from './http/background.ts'
import { cloudinaryNotifications } from './http/cloudinary/notifications.ts'
import type { ReadingQuestion, ReadingReply } from './http/reading.ts'
import { createInspector } from './media/inspect.ts'
import { createRenderer } from './media/renderer.ts'
import { GuardedOutbound } from './outbound/guarded-outbound.ts'
import { SqlCheckup } from './store/checkup/checkup.ts'
import { ReaderThreads } from './store/reader-threads.ts'
import { SqlStore } from './store/sql-store.ts'
import { lockDataFolder, prepareDataFolder, SqliteEngine } from './store/sqlite.ts'

/** The largest file that is taken: 10 GiB. */
const MAX_UPLOAD_BYTES = 10 * 1024 ** 3
const DAY_MS = 24 * 60 * 60 * 1000
/** How often is looked for what goes: deleted assets whose time is over, files that no asset has, abandoned parts of files. */
const SWEEP_INTERVAL_MS = 6 * 60 * 60 * 1000
/** How long a file may stand with parts missing. */
const CHUNKS_ABANDONED_MS = 24 * 60 * 60 * 1000
const ASYNC_FAILED = 'An asynchronous upload failed'
const FIRST_CLOUD = 'demo'
/** Threads for what reads much. */
const READING_THREADS = Math.max(2, Math.floor(availableParallelism() / 2))
/** What each of them takes turns with. */
const READINGS_EACH = 8
/** How long requests that are in flight may take until a server that stops cuts them off. */
const SHUTDOWN_GRACE_MS = 10_000

export type { Config } from './config.ts'

export interface RunningRelata {
  /** `http://127.0.0.1:4000`, without a slash at the end. */
  readonly url: string
  /** For the CLOUDINARY_URL of an official SDK: credentials of the first product environment, and this server's address. */
  readonly cloudinaryUrl: string
  readonly cloudName: string
  readonly apiKey: string
  readonly apiSecret: string
  /** Whether the credentials came from outside, and so must not be printed. */
  readonly credentialsGiven: boolean
  /** Where the first user is made, once; nothing where there are users. */
  readonly setUpUrl: string | undefined
  /** Finishes what is in flight, and lets go of the data folder. */
  stop(): Promise<void>
}

/**
 * Starts a library and answers once it serves.
 *
 * @param settings as documented in the README's table; those left out have their defaults, but for the data folder: without
 *   one, a temporary folder is made and removed again by `stop`, which is what tests want. The environment is not read.
 * @throws AppError `conflict` where the data folder is in use, or has other credentials than those given;
 *   `unavailable` where the address is taken.
 */
export async function startRelata(settings: Partial<Config> = {}): Promise<RunningRelata> {
  const config = { ...loadConfig({}).config, ...settings }
  const temporary = settings.dataFolder === undefined ? await mkdtemp(join(tmpdir(), 'relata-')) : undefined
  const folder = temporary ?? config.dataFolder
  const undo: (() => unknown)[] = []
  const stop = async () => {
    for (let last = undo.pop(); last; last = undo.pop()) await last()
  }
  if (temporary) undo.push(() => rm(temporary, { recursive: true, force: true }))
  try {
    const store = await openStore(folder, undo)
    const first = await firstCloud(store, config.credentials)
    const inspector = createInspector()
    undo.push(() => inspector.close())
    const outbound = new GuardedOutbound(config.fetchAllow)
    undo.push(() => outbound.close())
    const blobs = await DiskBlobStore.open(folder)
    const renderer = createRenderer(searchPath())
    undo.push(() => renderer.close())
    const library: Library = {
      store,
      blobs,
      chunks: await DiskChunkStore.open(folder, blobs),
      inspect: inspector.inspect,
      examine: inspector.examine,
      outbound,
      render: renderer.render,
      derivedFiles: await DiskDerivedFiles.open(folder, config.derivedMegabytes * 1_000_000),
      limits: { maxRelations: config.maxRelations, maxUploadBytes: MAX_UPLOAD_BYTES },
      folderMode: config.folderMode,
      givenKey: config.credentials?.key,
      retention: { trashMs: config.trashDays * DAY_MS, backup: config.backup },
    }
    const setUpLink = new SetUpLink()
    const url = await listen(library, folder, config, setUpLink, undo)
    const isNew = (await store.read.users.count()) === 0
    const setUpUrl = isNew ? setUpLink.addressAt(config.publicUrl ?? url) : undefined
    return { ...describeServer(url, first), setUpUrl, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function openStore(folder: string, undo: (() => unknown)[]): Promise<Store> {
  prepareDataFolder(folder)
  const lock = lockDataFolder(folder)
  undo.push(() => lock.release())
  const store = await openDataFolder(folder)
  undo.push(() => store.close())
  return store
}

/** The store of a data folder, for short work beside a server that may be running. Whoever serves locks the folder first. */
export const openDataFolder = (folder: string): Promise<Store> =>
  SqlStore.open(new SqliteEngine(prepareDataFolder(folder)))

export interface OpenedCheckup extends CheckedLibrary {
  close(): Promise<void>
}

/**
 * A library to be looked over, beside a server that may be running; `alone`: to be repaired, while no server can start.
 * Throws `conflict` where one is running then.
 */
export async function openCheckup(folder: string, alone: boolean): Promise<OpenedCheckup> {
  const lock = alone ? lockDataFolder(folder) : undefined
  try {
    const engine = new SqliteEngine(prepareDataFolder(folder))
    const store = await SqlStore.open(engine)
    const close = async () => {
      await store.close()
      lock?.release()
    }
    return { store, blobs: DiskBlobStore.beside(folder), checkup: new SqlCheckup(engine), close }
  } catch (error) {
    lock?.release()
    throw error
  }
}

/** A thread of its own, so that the server goes on meanwhile. */
const startCheckup = (folder: string, cloud: string): Worker =>
  new Worker(new URL(`./checkup-thread${extname(import.meta.url)}`, import.meta.url), { workerData: { folder, cloud } })

const startReading = (folder: string): Worker =>
  new Worker(new URL(`./reading-thread${extname(import.meta.url)}`, import.meta.url), {
    workerData: prepareDataFolder(folder),
  })

async function* checkupEvents(thread: Worker): AsyncGenerator<CheckupEvent> {
  for await (const [event] of on(thread, 'message', { close: ['exit'] })) {
    if (event === 'done') return
    yield event
  }
  throw new AppError('unavailable', 'The library was not looked over to the end')
}

export { holdsLibrary } from './store/sqlite.ts'

async function listen(
  library: Library,
  folder: string,
  config: Config,
  setUpLink: SetUpLink,
  undo: (() => unknown)[],
): Promise<string> {
  const log = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime })
  let ready = true
  let notifier: Notifier | undefined
  const background = new Background((error, id) => {
    // An address may have a signature in its query.
    if (error instanceof AppError) log.warn({ message: error.message.replace(/\?\S*/g, '?...'), id }, ASYNC_FAILED)
    else log.error({ err: error, id }, ASYNC_FAILED)
  })
  undo.push(() => background.finish())
  let looking: Worker | undefined
  const checkups = new Checkups((cloud) => {
    looking = startCheckup(folder, cloud)
    return checkupEvents(looking)
  })
  const readings = new ReaderThreads<ReadingQuestion, ReadingReply>(() => startReading(folder), {
    threads: READING_THREADS,
    each: READINGS_EACH,
  })
  undo.push(() => readings.close())
  const app = createApp({
    library,
    log,
    version: packageVersion(),
    partialFailureStatus: config.partialFailureStatus,
    publicUrl: config.publicUrl,
    strictTransformations: config.strictTransformations,
    background,
    checkups,
    sendDue: (cloudId) => notifier?.sendDue(cloudId),
    askReading: (question, signal) => readings.ask(question, signal),
    isReady: () => ready,
    setUpLink,
  })
  undo.push(async () => {
    const cut = setTimeout(() => app.server.closeAllConnections(), SHUTDOWN_GRACE_MS)
    await app.close()
    clearTimeout(cut)
  })
  undo.push(() => looking?.terminate())
  const sweep = () =>
    Promise.all([
      purgeTrash(library),
      sweepOrphans(library),
      sweepSessions(library),
      library.chunks.sweep(CHUNKS_ABANDONED_MS),
      sweepHistory(library, {
        days: config.historyDays,
        bytes: config.historyMegabytes && config.historyMegabytes * 1_000_000,
      }),
    ]).catch((error) => log.error({ err: error }, 'The search for what is to be removed failed'))
  const timer = setInterval(sweep, SWEEP_INTERVAL_MS).unref()
  undo.push(() => clearInterval(timer))
  try {
    const url = await app.listen({ host: config.host, port: config.port })
    setImmediate(sweep)
    const reached = url.replace('[::]', '[::1]')
    const sender = new Notifier(library, cloudinaryNotifications(library, config.publicUrl ?? reached), {
      retryDelaysMs: config.notificationRetryMs,
      onError: (error) => log.error({ err: error }, 'Notifying receivers failed'),
    })
    undo.push(() => sender.stop())
    notifier = sender
    const indexer = new HistoryIndexer(library, (error) => log.error({ err: error }, 'Indexing the history failed'))
    undo.push(() => indexer.stop())
    const renewal = new AbortController()
    const renewed = renewTerms(library, renewal.signal).catch((error) =>
      log.error({ err: error }, 'Making the terms of assets anew failed'),
    )
    undo.push(() => {
      renewal.abort()
      return renewed
    })
    const rules = new RuleRunner(library, (error) => log.error({ err: error }, 'Applying rules to uploads failed'))
    undo.push(() => rules.stop())
    // Before anything else is waited for, so that whoever asks is told at once.
    undo.push(() => {
      ready = false
    })
    return reached
  } catch (error) {
    throw listenError(error, config)
  }
}

function listenError(error: unknown, { host, port }: Config): unknown {
  const { code } = error as NodeJS.ErrnoException
  const problem = {
    EADDRINUSE: 'is in use',
    EACCES: 'may not be used',
    EADDRNOTAVAIL: 'is not one of this machine',
    ENOTFOUND: 'does not exist',
  }[code ?? '']
  if (problem === undefined) return error
  return new AppError(
    'unavailable',
    `The address ${host}:${port} ${problem}: choose another with RELATA_HOST and RELATA_PORT (0 picks a free port)`,
  )
}

/**
 * The cloud and key that are told to people: the oldest cloud and its first key, or those given, which must be stored.
 * Made on the first start.
 */
async function firstCloud(
  store: Store,
  given: GivenCredentials | undefined,
): Promise<{ cloud: Cloud; apiKey: ApiKey }> {
  const [cloud] = await store.read.clouds.list()
  if (!cloud) {
    return given
      ? createCloud(store, given.cloudName, { key: given.key, secret: given.secret, origin: 'given' })
      : createCloud(store, FIRST_CLOUD)
  }
  if (!given) return { cloud, apiKey: (await store.read.clouds.keys(cloud.id))[0]! }
  const stored = await store.read.clouds.credentials(given.key)
  if (stored?.cloud.name !== given.cloudName || stored.apiKey.secret !== given.secret) {
    throw new AppError(
      'conflict',
      `CLOUDINARY_URL names other credentials than those in the data folder, whose first cloud is ${cloud.name}: unset it to use those, or choose another folder with RELATA_DATA. Nothing was changed`,
    )
  }
  return { cloud: stored.cloud, apiKey: { ...stored.apiKey, origin: 'given' } }
}

function describeServer(
  url: string,
  { cloud, apiKey }: { cloud: Cloud; apiKey: ApiKey },
): Omit<RunningRelata, 'setUpUrl' | 'stop'> {
  return {
    url,
    cloudinaryUrl: clientUrl(url, cloud.name, apiKey),
    cloudName: cloud.name,
    apiKey: apiKey.key,
    apiSecret: apiKey.secret,
    credentialsGiven: apiKey.origin === 'given',
  }
}
