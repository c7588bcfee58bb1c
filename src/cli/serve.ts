import { type Flags, loadConfig } from '../config.ts'
import { startRelata } from '../main.ts'
import { connectionLines } from './connection-lines.ts'
import { untilInterrupted } from './until-interrupted.ts'

export async function serve(flags: Flags): Promise<void> {
  const { config, warnings } = loadConfig(process.env, flags)
  for (const warning of warnings) console.error(`relata: ${warning}`)
  const relata = await startRelata(config)
  console.log(connectionLines(relata))
  await untilInterrupted(relata)
}
