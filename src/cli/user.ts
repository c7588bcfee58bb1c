import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { changePassword, createUser, type Roles, removeUser } from '../actions/users.ts'
import type { Flags } from '../config.ts'
import { invalid } from '../core/errors.ts'
import { MIN_PASSWORD_LENGTH, ROLES, type Role } from '../core/user.ts'
import { checkHoldsLibrary, readConfig, withStore } from './cloud.ts'

export interface AddUserFlags extends Flags {
  readonly role?: string
  readonly environment?: readonly string[]
}

export async function addUserCommand(name: string, { role, environment = [], ...flags }: AddUserFlags): Promise<void> {
  const config = readConfig(flags)
  checkHoldsLibrary(config)
  const roles = rolesOf(role, environment)
  const password = await readPassword(`Password of ${name}`)
  await withStore(config, (store) => createUser(store, name, password, roles))
  console.log(`${name} may sign in`)
}

export async function changePasswordCommand(name: string, flags: Flags): Promise<void> {
  const config = readConfig(flags)
  checkHoldsLibrary(config)
  const password = await readPassword(`New password of ${name}`)
  await withStore(config, (store) => changePassword(store, name, password))
  console.log(`The password of ${name} was changed, and all sessions ended`)
}

export async function removeUserCommand(name: string, flags: Flags): Promise<void> {
  const config = readConfig(flags)
  checkHoldsLibrary(config)
  await withStore(config, (store) => removeUser(store, name, true))
  console.log(`${name} was removed, and all sessions ended`)
}

export async function listUsersCommand(flags: Flags): Promise<void> {
  const config = readConfig(flags)
  checkHoldsLibrary(config)
  await withStore(config, async ({ read }) => {
    for (const { name, role, environments } of await read.users.list()) {
      const roles = [...(role ? [role] : []), ...environments.map((one) => `${one.name}:${one.role}`)]
      console.log(`${name}\t${roles.join(' ')}`)
    }
  })
}

/** `editor` is everywhere, `demo:editor` in one environment. */
function rolesOf(role: string | undefined, environments: readonly string[]): Roles {
  const inEach = environments.map((text) => {
    const [name = '', given = ''] = text.split(':')
    return { name, role: roleOf(given) }
  })
  return { role: role === undefined ? null : roleOf(role), environments: inEach }
}

function roleOf(text: string): Role {
  const role = ROLES.find((role) => role === text)
  if (!role) throw invalid(`Expected one of the roles ${ROLES.join(', ')}, got ${JSON.stringify(text)}`)
  return role
}

/** Asked for without showing it; or a line of what is piped in. Never an argument, which other users of the machine see. */
async function readPassword(prompt: string): Promise<string> {
  const { stdin, stdout } = process
  if (stdin.isTTY) stdout.write(`${prompt} (${MIN_PASSWORD_LENGTH} characters or more): `)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY })
  // Without a terminal Ctrl-C never comes here.
  lines.once('SIGINT', () => process.exit(130))
  try {
    for await (const line of lines) return line
  } finally {
    lines.close()
    if (stdin.isTTY) stdout.write('\n')
  }
  throw invalid('Expected the password as a line on the standard input')
}
