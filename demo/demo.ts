import { parseArgs, styleText } from 'node:util'
import { addressLine, connectionLines } from '../src/cli/connection-lines.ts'
import { untilInterrupted } from '../src/cli/until-interrupted.ts'
import { type Flags, flagOf, loadConfig, SETTINGS } from '../src/config.ts'
import { AppError } from '../src/core/errors.ts'
import { type RunningRelata, startRelata } from '../src/main.ts'
import { USE_CASES } from './library.ts'
import { kindLines, otherSides, summary, useCaseTree } from './tree.ts'
import { readAll, relateAll, relateByKind, uploadAll } from './upload.ts'

/**
 * `npm run demo`: starts a library with sample files in ./relata-demo, uploads and relates them as any Cloudinary user
 * would, shows what is related to what, and serves until Ctrl-C. Run again, it starts from what is there.
 */
async function demo(): Promise<void> {
  const relata = await start()
  console.log(addressLine(relata))
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (stopping = true))
  const stopped = untilInterrupted(relata)
  try {
    await show(relata)
  } catch (error) {
    // A server that is being stopped answers no further uploads.
    if (!stopping) throw error
  }
  await stopped
}

function start(): Promise<RunningRelata> {
  // An account at Cloudinary that the terminal may be set up for has nothing to do with this.
  const { CLOUDINARY_URL: _, ...env } = process.env
  const { config, warnings } = loadConfig({ RELATA_DATA: './relata-demo', ...env }, flags())
  for (const warning of warnings) console.error(`demo: ${warning}`)
  // The package throws the answer away at any other status.
  return startRelata({ ...config, partialFailureStatus: 200 })
}

/** The flags of `relata serve`: `npm run demo -- --port 4100`. */
function flags(): Flags {
  const names = Object.keys(SETTINGS) as (keyof Flags)[]
  const options = Object.fromEntries(names.map((name) => [flagOf(name).slice(2), { type: 'string' }] as const))
  try {
    const { values } = parseArgs({ options })
    return Object.fromEntries(names.map((name) => [name, values[flagOf(name).slice(2)]]))
  } catch (error) {
    throw new AppError('invalid', `${(error as Error).message}. The flags are those of relata serve: see relata --help`)
  }
}

async function show(relata: RunningRelata): Promise<void> {
  // The package reads its configuration, and decides between http and https, as it is loaded.
  process.env.CLOUDINARY_URL = relata.cloudinaryUrl
  const { v2: cloudinary } = await import('cloudinary')

  console.log(`\n${styleText('bold', 'The files of an imaginary shop, uploaded with the official cloudinary package')}`)
  await uploadAll(cloudinary)
  await relateAll(cloudinary)
  const answers = await readAll(cloudinary)
  console.log(`\n${USE_CASES.map((useCase) => useCaseTree(useCase, answers)).join('\n\n')}`)
  console.log(`\n${otherSides(answers)}`)
  await relateByKind(relata)
  console.log(`\n${kindLines()}`)
  console.log(`\n${summary(answers)}\nTo see one: ${answers.get('table')?.url}`)
  console.log(connectionLines(relata))
}

try {
  await demo()
} catch (error) {
  console.error(error instanceof AppError ? `demo: ${error.message}` : error)
  process.exit(1)
}
