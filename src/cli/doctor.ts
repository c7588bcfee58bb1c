import { type CloudFinding, checkLibrary } from '../actions/check-library.ts'
import type { Flags } from '../config.ts'
import { openCheckup } from '../main.ts'
import { checkHoldsLibrary, readConfig } from './cloud.ts'
import { note, plain, print, printJson } from './output.ts'
import { Progress } from './progress.ts'

export type DoctorFlags = Flags & { fix?: boolean; quick?: boolean; json?: boolean }

/** Says what is not as it must be; the exit code is 1 where something of it stays so. */
export async function doctor({ fix = false, quick = false, json = false, ...flags }: DoctorFlags): Promise<void> {
  const config = readConfig(flags)
  checkHoldsLibrary(config)
  const { close, ...library } = await openCheckup(config.dataFolder, fix)
  const progress = new Progress()
  let damages = 0
  let left = 0
  try {
    const onPart = (part: string) => progress.show(() => `Looking at ${part}`)
    for await (const finding of checkLibrary(library, { fix, checksums: !quick, onPart })) {
      progress.clear()
      if (json) printJson(finding)
      else print(sentence(finding))
      if (!finding.isDamage) continue
      damages++
      if (!finding.repaired) left++
    }
  } finally {
    progress.clear()
    await close()
  }
  note(summary(damages, left, fix))
  if (left > 0) process.exitCode = 1
}

function sentence({ cloud, count, what, examples, repaired }: CloudFinding): string {
  const more = count > examples.length ? ', ...' : ''
  return plain(
    `${cloud}: ${count.toLocaleString('en')} ${what} (${examples.join('; ')}${more})${repaired ? ': repaired' : ''}`,
  )
}

function summary(damages: number, left: number, fix: boolean): string {
  if (damages === 0) return 'Everything is as it must be.'
  if (left === 0) return 'All of it was repaired.'
  return fix
    ? 'What is not told as repaired can not be: restore those files from a backup of the data folder.'
    : 'Stop the server and run relata doctor --fix to repair what can be.'
}
