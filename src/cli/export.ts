import { type Command, Option } from 'commander'
import { connect } from './client.ts'
import { count, note } from './output.ts'
import { Progress } from './progress.ts'
import { save } from './save.ts'

const NEWLINE = 10

export function defineExport(command: Command): void {
  command
    .addOption(new Option('--format <format>', 'JSON Lines or CSV').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--output <file>', 'a file, which is there once it is whole; without it, standard output')
    .action(exportRelations)
}

async function exportRelations({ format, output }: { format: string; output?: string }): Promise<void> {
  const { body } = await connect().open('/api/v1', 'GET', '/relations/export', { query: { format } })
  const progress = new Progress()
  let lines = 0
  const counted = async function* () {
    for await (const chunk of body) {
      for (const byte of chunk) if (byte === NEWLINE) lines++
      if (output !== undefined || !process.stdout.isTTY) progress.show(() => count(lines, 'line'))
      yield chunk
    }
  }
  await save(counted(), output)
  progress.clear()
  note(count(lines, 'line'))
}
