import { createCloud } from '../../actions/create-cloud.ts'
import { startSession } from '../../actions/sign-in.ts'
import { changePassword, changeRoles, createUser, type Roles, removeUser } from '../../actions/users.ts'
import { AppError, invalid } from '../../core/errors.ts'
import { isPassword } from '../../core/password.ts'
import { MAX_USERS, managesUsers, ROLES, type User } from '../../core/user.ts'
import { ok } from '../operation.ts'
import type { InputOf } from '../params.ts'
import { forgetFresh } from '../session.ts'
import { type AccountCall, accountOperation, withSession } from './operation.ts'
import { environmentRole, password } from './session.ts'

const userName = { type: 'string', maxLength: 64, description: 'Letters, digits and . _ - + @, in lower case' } as const
const NONE = 'none'

const roles = {
  role: {
    type: 'string',
    enum: [...ROLES, NONE],
    description: `In every environment, those that are made later too; admin manages users and environments as well, ${NONE} has roles in single environments alone`,
  },
  environments: { type: 'array', items: environmentRole, maxItems: 1000, description: 'Roles in single environments' },
} as const

export const userSchema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    role: { type: ['string', 'null'], description: `In every environment: ${ROLES.join(', ')}` },
    environments: { type: 'array', items: environmentRole },
    created_at: { type: 'string' },
  },
  required: ['name', 'role', 'environments', 'created_at'],
} as const

const userAnswer = ({ name, role, environments, createdAt }: User) => ({
  name,
  role,
  environments,
  created_at: new Date(createdAt).toISOString(),
})

/** Who is signed in as a user. Throws `unauthorized`, or `forbidden` for whoever signed in by a key. */
function signedInUser({ session }: AccountCall): User {
  if (!session) throw new AppError('unauthorized', 'Nobody is signed in: sign in by user name and password')
  if ('user' in session) return session.user
  throw new AppError('forbidden', 'An API key is no user: sign in by user name and password')
}

function checkManagesUsers(call: AccountCall): void {
  if (managesUsers(signedInUser(call))) return
  throw new AppError('forbidden', 'This needs a user who is admin in every environment: ask one. Nothing was changed')
}

const one = (users: readonly User[], name: string): User => users.find((user) => user.name === name.toLowerCase())!

export const listUsers = accountOperation({
  name: 'list_users',
  summary: `The users of this server, by name: at most ${MAX_USERS}`,
  method: 'GET',
  paths: ['/users'],
  input: { type: 'object', properties: {} },
  output: { type: 'object', properties: { users: { type: 'array', items: userSchema } }, required: ['users'] },
  async handle(call) {
    checkManagesUsers(call)
    const users = await call.library.store.read.users.list()
    return ok({ users: users.map(userAnswer) })
  },
})

export const createUserOperation = accountOperation({
  name: 'create_user',
  summary: 'Makes a user with roles',
  method: 'POST',
  paths: ['/users'],
  input: {
    type: 'object',
    properties: { user_name: userName, password, ...roles },
    required: ['user_name', 'password'],
  },
  output: userSchema,
  statuses: [201],
  async handle(call, { user_name, password, role = NONE, environments = [] }) {
    checkManagesUsers(call)
    const asked = rolesOf({ role, environments })
    const user = await createUser(call.library.store, user_name, password, { role: null, environments: [], ...asked })
    return { status: 201, body: userAnswer(user) }
  },
})

const changes = { type: 'object', properties: roles } as const

const rolesOf = ({ role, environments }: InputOf<typeof changes>): Partial<Roles> => ({
  ...(role !== undefined && { role: role === NONE ? null : role }),
  ...(environments !== undefined && { environments }),
})

export const updateUserOperation = accountOperation({
  name: 'update_user',
  summary: 'Changes the roles or the password of a user; a new password ends all sessions that the user has',
  method: 'PATCH',
  paths: ['/users/{user_name}'],
  input: {
    type: 'object',
    properties: {
      user_name: userName,
      password,
      current_password: { ...password, description: 'To change the password of your own' },
      ...roles,
    },
    required: ['user_name'],
  },
  output: userSchema,
  async handle(call, { user_name, password, current_password, ...input }) {
    const own = signedInUser(call)
    const { store } = call.library
    const isOwn = own.name === user_name.toLowerCase()
    const asked = rolesOf(input)
    if (!isOwn || Object.keys(asked).length > 0) checkManagesUsers(call)
    if (password === undefined && Object.keys(asked).length === 0) {
      throw invalid('Nothing to change: send password, role or environments')
    }
    // Whoever finds a page open must not be able to take the user over.
    if (isOwn && password !== undefined) await checkOwnPassword(call, own, current_password)
    if (Object.keys(asked).length > 0) await changeRoles(store, user_name, asked)
    if (password !== undefined) await changePassword(store, user_name, password)
    forgetFresh(store.read)
    const body = userAnswer(one(await store.read.users.list(), user_name))
    if (!isOwn || password === undefined) return ok(body)
    // All are over, this one too: it goes on under another token.
    return withSession(body, await store.write((tx) => startSession(tx, { userNo: own.no })), call)
  },
})

async function checkOwnPassword(call: AccountCall, { name }: User, password: string | undefined): Promise<void> {
  if (password === undefined) throw invalid('current_password is missing: it is needed to change your own')
  await call.attempts.limit(`user:${name}`, call.address, async () => {
    const stored = await call.library.store.read.users.find(name)
    if (await isPassword(password, stored?.password)) return
    // Not `unauthorized`, by which pages take it that the session is over.
    throw new AppError('forbidden', 'current_password is not right: nothing was changed')
  })
}

export const deleteUserOperation = accountOperation({
  name: 'delete_user',
  summary: 'Removes a user and ends all sessions that the user has; what the user did stays in the history',
  method: 'DELETE',
  paths: ['/users/{user_name}'],
  input: { type: 'object', properties: { user_name: userName }, required: ['user_name'] },
  async handle(call, { user_name }) {
    checkManagesUsers(call)
    const { store } = call.library
    await removeUser(store, user_name)
    forgetFresh(store.read)
    return ok({ result: 'ok' })
  },
})

export const createEnvironment = accountOperation({
  name: 'create_environment',
  summary: 'Makes a product environment, with a first API key whose secret is told this once',
  method: 'POST',
  paths: ['/environments'],
  input: {
    type: 'object',
    properties: { name: { type: 'string', maxLength: 128, description: '2 to 128 letters, digits and hyphens' } },
    required: ['name'],
  },
  output: {
    type: 'object',
    properties: { name: { type: 'string' }, api_key: { type: 'string' }, api_secret: { type: 'string' } },
    required: ['name', 'api_key', 'api_secret'],
  },
  statuses: [201],
  async handle(call, { name }) {
    checkManagesUsers(call)
    const { cloud, apiKey } = await createCloud(call.library.store, name)
    return { status: 201, body: { name: cloud.name, api_key: apiKey.key, api_secret: apiKey.secret } }
  },
})
