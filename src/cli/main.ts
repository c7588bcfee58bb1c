import { Command, Option } from 'commander'
import { type Flags, flagOf, SETTINGS } from '../config.ts'
import { AppError } from '../core/errors.ts'

/** Exit codes: 0 done, 1 it can't be done, 2 the command's words are off. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  const program = new Command('relata')
    .description('A self-hosted asset library whose first concern is which assets belong together')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))

  const serve = program.command('serve', { isDefault: true }).description('Start the server')
  for (const name of Object.keys(SETTINGS) as (keyof typeof SETTINGS)[]) serve.addOption(settingOption(name))
  serve.action(async (flags: Flags) => (await import('./serve.ts')).serve(flags))

  const cloud = program.command('cloud').description('Product environments: each has its own assets and keys')
  cloud
    .command('create')
    .argument('<name>', '2 to 128 letters, digits and hyphens')
    .description('Make a product environment and print its first key, or a further key for one that exists (--key)')
    .option('--key', 'make a further key for an environment that exists')
    .addOption(settingOption('dataFolder'))
    .addOption(settingOption('host'))
    .addOption(settingOption('port'))
    .addOption(settingOption('publicUrl'))
    .action(async (name: string, flags: Flags & { key?: boolean }) =>
      (await import('./cloud.ts')).createCloudCommand(name, flags),
    )
  cloud
    .command('list')
    .description('List product environments and their API keys')
    .addOption(settingOption('dataFolder'))
    .action(async (flags: Flags) => (await import('./cloud.ts')).listCloudsCommand(flags))

  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(`relata: ${error.message}`)
    process.exit(1)
  }
}

/** A setting's flag, with the variable and the default in its help. */
function settingOption(name: keyof typeof SETTINGS): Option {
  const { env, placeholder, help, default: fallback } = SETTINGS[name]
  const note = fallback === '' ? `[${env}]` : `[${env}, default ${fallback}]`
  const option = new Option(`${flagOf(name)} <${placeholder}>`, `${help} ${note}`)
  option.attributeName = () => name
  return option
}
