import { type Flags, loadConfig } from '../config.ts'
import { startRelata } from '../main.ts'
import { connectionLines } from './connection-lines.ts'
import { untilInterrupted } from './until-interrupted.ts'
import { warn } from './warn.ts'

export async function serve(flags: Flags): Promise<void> {
  const { config, warnings } = loadConfig(process.env, flags)
  warn(warnings)
  const relata = await startRelata(config)
  console.log(connectionLines(relata))
  await untilInterrupted(relata)
}
