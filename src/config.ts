import { readFileSync } from 'node:fs'
import { checkCloudName } from './core/cloud.ts'
import { invalid } from './core/errors.ts'
import type { FolderMode } from './core/folder.ts'
import { RETRY_DELAYS_MS } from './core/notification.ts'

const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Credentials that came from outside, by CLOUDINARY_URL. */
export interface GivenCredentials {
  readonly cloudName: string
  readonly key: string
  readonly secret: string
}

/** Everything that can be set, parsed and checked. */
export interface Config {
  readonly host: string
  readonly port: number
  readonly dataFolder: string
  readonly partialFailureStatus: 200 | 207
  /** Most relations of one asset; null is no limit. */
  readonly maxRelations: number | null
  /** Host names, addresses and ranges of addresses that may be connected to although they aren't public. */
  readonly fetchAllow: readonly string[]
  readonly folderMode: FolderMode
  /** For how many days a deleted asset without backups can be restored. */
  readonly trashDays: number
  /** Whether every upload is kept as a backup. */
  readonly backup: boolean
  /** Whether transformations are for signed URLs alone, but for those that are allowed. */
  readonly strictTransformations: boolean
  /** How large the cache of derived files may be. */
  readonly derivedMegabytes: number
  /** How long the log of changes is kept; null is for ever. */
  readonly historyDays: number | null
  /** How large the log of one environment may be; null is without end. */
  readonly historyMegabytes: number | null
  /** Waits before each further attempt to notify a receiver. Not to be set from outside. */
  readonly notificationRetryMs: readonly number[]
  readonly logLevel: LogLevel
  readonly publicUrl: string | undefined
  readonly credentials: GivenCredentials | undefined
}

interface Setting<Value> {
  /** The environment variable; the flag is made from it (`RELATA_PORT`: `--port`). */
  readonly env: `RELATA_${string}`
  readonly placeholder: string
  readonly help: string
  readonly default: string
  readonly parse: (text: string) => Value
}

const setting = <Value>(definition: Setting<Value>): Setting<Value> => definition

/** What can be set, by environment and by flag. The README's table says the same, and a test sees to it. */
export const SETTINGS = {
  host: setting({
    env: 'RELATA_HOST',
    placeholder: 'address',
    help: 'Address to listen on',
    default: '127.0.0.1',
    parse: (text) => text,
  }),
  port: setting({
    env: 'RELATA_PORT',
    placeholder: 'number',
    help: 'Port to listen on; 0 picks a free one',
    default: '4000',
    parse: (text) => wholeNumber(text, 0, 65_535),
  }),
  dataFolder: setting({
    env: 'RELATA_DATA',
    placeholder: 'folder',
    help: 'Folder for the database and the files',
    default: './relata-data',
    parse: (text) => text,
  }),
  databaseUrl: setting({
    env: 'RELATA_DATABASE_URL',
    placeholder: 'url',
    help: 'Another database than SQLite in the data folder: not supported yet, refused',
    default: '',
    parse: () => notYet('SQLite in the data folder is the database'),
  }),
  blobsUrl: setting({
    env: 'RELATA_BLOBS_URL',
    placeholder: 'url',
    help: 'Another place for files than the data folder: not supported yet, refused',
    default: '',
    parse: () => notYet('files are kept in the data folder'),
  }),
  partialFailureStatus: setting({
    env: 'RELATA_PARTIAL_FAILURE_STATUS',
    placeholder: 'status',
    help: 'Status of a relation call of which some items failed: 200, which every SDK reads, or 207, which Cloudinary documents',
    default: '200',
    parse: (text): 200 | 207 => (oneOf(text, ['200', '207']) === '200' ? 200 : 207),
  }),
  maxRelations: setting({
    env: 'RELATA_MAX_RELATIONS',
    placeholder: 'number',
    help: 'Most relations of one asset; 0 is no limit',
    default: '0',
    parse: (text) => wholeNumber(text, 0, Number.MAX_SAFE_INTEGER) || null,
  }),
  folderMode: setting({
    env: 'RELATA_FOLDER_MODE',
    placeholder: 'mode',
    help: 'dynamic: the folder of an asset is a label apart from its public ID; fixed: it is part of the public ID. Choose before the first upload',
    default: 'dynamic',
    parse: (text): FolderMode => oneOf(text, ['dynamic', 'fixed']),
  }),
  trashDays: setting({
    env: 'RELATA_TRASH_DAYS',
    placeholder: 'days',
    help: 'For how long a deleted asset can be restored; 0: only those with a backup can, which has no end',
    default: '30',
    parse: (text) => wholeNumber(text, 0, 36_500),
  }),
  backup: setting({
    env: 'RELATA_BACKUP',
    placeholder: 'boolean',
    help: 'Whether every upload is kept as a backup, as with backup=true: true or false',
    default: 'false',
    parse: (text) => oneOf(text, ['true', 'false']) === 'true',
  }),
  strictTransformations: setting({
    env: 'RELATA_STRICT_TRANSFORMATIONS',
    placeholder: 'boolean',
    help: 'Whether transformations are made for signed URLs alone, but for those with allowed_for_strict: true or false',
    default: 'false',
    parse: (text) => oneOf(text, ['true', 'false']) === 'true',
  }),
  derivedMegabytes: setting({
    env: 'RELATA_DERIVED_MEGABYTES',
    placeholder: 'number',
    help: 'Most megabytes of derived files (thumbnails) that are kept; those not used for the longest time go first',
    default: '5000',
    parse: (text) => wholeNumber(text, 1, 1_000_000_000),
  }),
  publicUrl: setting({
    env: 'RELATA_PUBLIC_URL',
    placeholder: 'url',
    help: 'Where people reach this server, if a proxy stands before it: what delivery URLs begin with',
    default: '',
    parse: publicUrl,
  }),
  fetchAllow: setting({
    env: 'RELATA_FETCH_ALLOW',
    placeholder: 'list',
    help: 'Private hosts that may be fetched from and notified, with commas: names, addresses, ranges such as 10.0.0.0/8',
    default: '',
    parse: (text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
  }),
  historyDays: setting({
    env: 'RELATA_HISTORY_DAYS',
    placeholder: 'days',
    help: 'How long the log of changes is kept, in days; 0 keeps all of it',
    default: '90',
    parse: (text) => wholeNumber(text, 0, 36_500) || null,
  }),
  historyMegabytes: setting({
    env: 'RELATA_HISTORY_MEGABYTES',
    placeholder: 'megabytes',
    help: 'Most megabytes of the log of changes of one environment, the oldest of which go first; 0 is no limit',
    default: '2000',
    parse: (text) => wholeNumber(text, 0, 1_000_000_000) || null,
  }),
  logLevel: setting({
    env: 'RELATA_LOG',
    placeholder: 'level',
    help: 'What is logged: silent, error, warn, info (a line a request) or debug',
    default: 'warn',
    parse: (text) => oneOf(text, LOG_LEVELS),
  }),
} as const

/** Where programs are found. */
export const searchPath = (): string => process.env.PATH ?? ''

type SettingName = keyof typeof SETTINGS

/** `RELATA_MAX_RELATIONS` is `--max-relations`. */
export const flagOf = (name: SettingName): string =>
  `--${SETTINGS[name].env.replace('RELATA_', '').toLowerCase().replaceAll('_', '-')}`

export type Environment = Readonly<Record<string, string | undefined>>

/** Settings given by flag, as text. They go before the environment. */
export type Flags = Partial<Record<SettingName, string>>

/**
 * Reads every setting once. Throws `invalid` with the name of the first that is wrong; `warnings` are about variables that
 * look like ours and aren't.
 */
export function loadConfig(env: Environment, flags: Flags = {}): { config: Config; warnings: string[] } {
  const value = <Name extends SettingName>(name: Name): ReturnType<(typeof SETTINGS)[Name]['parse']> | undefined => {
    const { env: variable, default: fallback, parse } = SETTINGS[name]
    const flag = flags[name]
    if (flag === '') throw invalid(`${flagOf(name)}: expected a value, got none. Leave the flag out for the default`)
    const text = flag ?? (env[variable] || fallback)
    if (text === '') return undefined
    try {
      return parse(text) as ReturnType<(typeof SETTINGS)[Name]['parse']>
    } catch (error) {
      throw invalid(`${flag === undefined ? variable : flagOf(name)}: ${(error as Error).message}`)
    }
  }
  value('databaseUrl')
  value('blobsUrl')
  const config = {
    host: value('host')!,
    port: value('port')!,
    dataFolder: value('dataFolder')!,
    partialFailureStatus: value('partialFailureStatus')!,
    maxRelations: value('maxRelations') ?? null,
    folderMode: value('folderMode')!,
    trashDays: value('trashDays')!,
    backup: value('backup')!,
    strictTransformations: value('strictTransformations')!,
    derivedMegabytes: value('derivedMegabytes')!,
    publicUrl: value('publicUrl'),
    fetchAllow: value('fetchAllow') ?? [],
    historyDays: value('historyDays') ?? null,
    historyMegabytes: value('historyMegabytes') ?? null,
    notificationRetryMs: RETRY_DELAYS_MS,
    logLevel: value('logLevel')!,
    credentials: env.CLOUDINARY_URL ? parseCloudinaryUrl(env.CLOUDINARY_URL) : undefined,
  }
  const known = new Set<string>(Object.values(SETTINGS).map(({ env }) => env))
  const warnings = Object.keys(env)
    .filter((variable) => variable.startsWith('RELATA_') && !known.has(variable))
    .map((variable) => `${variable} is not a setting of Relata and has no effect: check its spelling`)
  return { config, warnings }
}

/** `cloudinary://key:secret@cloud`; a query, which is for clients, is passed over. The message never has the secret. */
function parseCloudinaryUrl(text: string): GivenCredentials {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const [key, secret] = [url?.username, url?.password].map(decoded)
  if (url?.protocol !== 'cloudinary:' || !key || !secret || !url.hostname) {
    throw invalid('CLOUDINARY_URL: expected cloudinary://key:secret@cloud')
  }
  return { cloudName: checkCloudName(url.hostname), key, secret }
}

/** Nothing where the percent-encoding is broken. */
function decoded(text = ''): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function wholeNumber(text: string, min: number, max: number): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < min || number > max) {
    throw invalid(`expected a whole number from ${min} to ${max}, got ${JSON.stringify(text)}`)
  }
  return number
}

function oneOf<Choice extends string>(text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((choice) => choice === text)
  if (choice === undefined) throw invalid(`expected one of ${choices.join(', ')}, got ${JSON.stringify(text)}`)
  return choice
}

function publicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw invalid(`expected an address such as https://assets.example.com, got ${JSON.stringify(text)}`)
  }
  return url.href.replace(/\/+$/, '')
}

function notYet(instead: string): never {
  throw invalid(`not supported yet: ${instead}. Leave it unset`)
}

export const packageVersion = (): string =>
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
