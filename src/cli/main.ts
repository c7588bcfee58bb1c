import { Command, Option } from 'commander'
import { type Flags, flagOf, packageVersion, SETTINGS } from '../config.ts'
import { AppError } from '../core/errors.ts'
import { CLIENT_COMMANDS } from './client-commands.ts'
import type { DoctorFlags } from './doctor.ts'
import { repeated } from './options.ts'
import { complain, endWithReader } from './output.ts'
import { UsageError } from './usage-error.ts'
import type { AddUserFlags } from './user.ts'

/** What isn't about a command itself. */
const ABOUT = /^(-h|--help|-V|--version)$/

/** Exit codes: 0 done, 1 something of it failed, 2 the command's words are off, 130 interrupted. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
  endWithReader()
  // Flags alone are those of serve.
  const words = !argv[0] || (argv[0].startsWith('-') && !ABOUT.test(argv[0])) ? ['serve', ...argv] : argv
  try {
    if (words[0] === '__complete') {
      const program = await commandLine(words.slice(1))
      return await (await import('./complete.ts')).complete(program, words.slice(1))
    }
    if (Object.hasOwn(CLIENT_COMMANDS, words[0]!)) process.once('SIGINT', () => process.exit(130))
    await (await commandLine(words)).parseAsync(words, { from: 'user' })
  } catch (error) {
    const message = wordsOf(error as Error)
    if (message === undefined) throw error
    complain(message)
    process.exit(error instanceof UsageError ? 2 : 1)
  }
}

/** Of what is no mistake of ours, which is thrown on. */
function wordsOf(error: Error): string | undefined {
  if (error instanceof AppError || error instanceof UsageError) return error.message
  // As fetch calls an answer that breaks off.
  if (error instanceof TypeError && error.message === 'terminated') return 'the connection was lost: try again'
  // A file that can't be read or written.
  return 'syscall' in error ? error.message : undefined
}

/** Every command, with the options of those that are named in `words`. */
async function commandLine(words: readonly string[]): Promise<Command> {
  const program = new Command('relata')
    .description('A self-hosted asset library whose first concern is which assets belong together')
    .version(packageVersion())
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'relata:')) })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))

  program.commandsGroup('The server:')
  const serve = program.command('serve').description('Start the server; relata alone does that too')
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

  addUserCommands(program)
  program
    .command('doctor')
    .description('Look whether everything in a data folder is as it must be')
    .option('--fix', 'repair what can be; no server may be running')
    .option('--quick', 'measure files without comparing their checksums')
    .option('--json', 'an object a line: what was found')
    .addOption(settingOption('dataFolder'))
    .action(async (flags: DoctorFlags) => (await import('./doctor.ts')).doctor(flags))

  program.commandsGroup('The library of the server in CLOUDINARY_URL:')
  for (const [name, { summary, load }] of Object.entries(CLIENT_COMMANDS)) {
    const command = program.command(name).description(summary)
    if (words.slice(0, 2).includes(name)) (await load())(command)
  }
  return program
}

function addUserCommands(program: Command): void {
  const user = program.command('user').description('People who sign in to the page, each with roles')
  const command = (name: string, description: string) =>
    user.command(name).description(description).addOption(settingOption('dataFolder'))
  command('add', 'Make a user; the password is asked for, or read from the standard input')
    .argument('<name>', 'letters, digits and . _ - + @')
    .option('--role <role>', 'in every environment: viewer, editor or admin')
    .option('--environment <name:role>', 'in one environment; can be repeated', repeated)
    .action(async (name: string, flags: AddUserFlags) => (await import('./user.ts')).addUserCommand(name, flags))
  command('password', 'Set a new password, and end all sessions of the user')
    .argument('<name>')
    .action(async (name: string, flags: Flags) => (await import('./user.ts')).changePasswordCommand(name, flags))
  command('remove', 'Remove a user, and end all sessions of the user')
    .argument('<name>')
    .action(async (name: string, flags: Flags) => (await import('./user.ts')).removeUserCommand(name, flags))
  command('list', 'List users and their roles').action(async (flags: Flags) =>
    (await import('./user.ts')).listUsersCommand(flags),
  )
}

/** A setting's flag, with the variable and the default in its help. */
function settingOption(name: keyof typeof SETTINGS): Option {
  const { env, placeholder, help, default: fallback } = SETTINGS[name]
  const note = fallback === '' ? `[${env}]` : `[${env}, default ${fallback}]`
  const option = new Option(`${flagOf(name)} <${placeholder}>`, `${help} ${note}`)
  option.attributeName = () => name
  return option
}
