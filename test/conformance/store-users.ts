import { expect, test } from 'vitest'
import { randomApiKey, randomHex32, randomName, randomSecret } from '../../src/core/ids.ts'
import type { NewUser } from '../../src/core/ports/users.ts'
import type { User } from '../../src/core/user.ts'
import { sql } from '../../src/store/sql.ts'
import type { Subject } from './subject.ts'

const HOUR_MS = 60 * 60 * 1000
const soon = () => Date.now() + HOUR_MS

/** Users, and the sessions that they, or keys, have. */
export function describeUsers(subject: Subject): void {
  const newUser = (words: Partial<NewUser> = {}): Promise<User> =>
    subject.store.write((tx) =>
      tx.users.insert({ name: randomName(12), password: 'hashed', role: null, environments: [], ...words }),
    )
  const newSession = async (holder: { userNo: number } | { key: string }, expiresAt = soon(), most = 10) => {
    const hash = randomHex32()
    await subject.store.write((tx) => tx.sessions.insert(hash, { ...holder, expiresAt }, most))
    return hash
  }
  const newKey = async () => {
    const cloud = await subject.newCloud()
    const apiKey = { key: randomApiKey(), secret: randomSecret(), origin: 'generated' as const }
    await subject.store.write((tx) => tx.clouds.insertKey(cloud.id, apiKey))
    return { cloud, apiKey }
  }

  test('finds a user by the name, with the roles in environments that there are', async () => {
    const { name: cloud } = await subject.newCloud()
    const { users } = subject.store.read
    const before = await users.count()
    const environments = [
      { name: cloud, role: 'editor' as const },
      { name: 'nowhere', role: 'admin' as const },
    ]
    const user = await newUser({ role: 'viewer', environments })
    expect(user).toMatchObject({ role: 'viewer', environments: [{ name: cloud, role: 'editor' }] })
    expect(await users.find(user.name)).toEqual({ ...user, password: 'hashed' })
    expect(await users.find(user.name.toUpperCase())).toBeUndefined()
    expect(await users.count()).toBe(before + 1)
    const listed = await users.list()
    expect(listed.filter(({ no }) => no === user.no)).toEqual([user])
    expect(listed.map(({ name }) => name)).toEqual(listed.map(({ name }) => name).toSorted())
  })

  test('refuses a user whose name is taken', async () => {
    const { name } = await newUser()
    await expect(newUser({ name })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('changes a password, and roles as a whole', async () => {
    const [one, two] = [await subject.newCloud(), await subject.newCloud()]
    const { no, name } = await newUser({ role: 'admin', environments: [{ name: one.name, role: 'viewer' }] })
    const environments = [{ name: two.name, role: 'admin' as const }]
    await subject.store.write(async (tx) => {
      await tx.users.setPassword(no, 'other')
      await tx.users.setRoles(no, { role: null, environments })
    })
    expect(await subject.store.read.users.find(name)).toMatchObject({ password: 'other', role: null, environments })
  })

  test('finds a session with its user until it is over, and keeps no more than the newest', async () => {
    const user = await newUser({ role: 'editor' })
    const { sessions } = subject.store.read
    const expiresAt = soon()
    const hash = await newSession({ userNo: user.no }, expiresAt)
    expect(await sessions.find(hash)).toEqual({ user, expiresAt })
    expect(await sessions.find(randomHex32())).toBeUndefined()
    expect(await sessions.find(await newSession({ userNo: user.no }, Date.now() - 1))).toBeUndefined()
    await subject.store.write((tx) => tx.sessions.renew(hash, expiresAt + 5))
    expect(await sessions.find(hash)).toMatchObject({ expiresAt: expiresAt + 5 })
    const other = await newUser()
    const theirs = await newSession({ userNo: other.no })
    for (let i = 0; i < 3; i++) await newSession({ userNo: user.no }, soon(), 3)
    expect(await sessions.find(hash)).toBeUndefined()
    expect(await sessions.find(theirs)).toMatchObject({ user: other })
  })

  test('finds a session of a key with its cloud, until the key is revoked', async () => {
    const { cloud, apiKey } = await newKey()
    const expiresAt = soon()
    const hash = await newSession({ key: apiKey.key }, expiresAt)
    expect(await subject.store.read.sessions.find(hash)).toEqual({ key: { cloud, apiKey }, expiresAt })
    await subject.engine.transaction((connection) =>
      connection.run(sql`update api_key set revoked_at = ${Date.now()} where key = ${apiKey.key}`),
    )
    expect(await subject.store.read.sessions.find(hash)).toBeUndefined()
  })

  test('ends a session, those of a user, and those of a user who is removed', async () => {
    const [user, other] = [await newUser(), await newUser()]
    const { sessions, users } = subject.store.read
    const [one, two, three] = [
      await newSession({ userNo: user.no }),
      await newSession({ userNo: user.no }),
      await newSession({ userNo: user.no }),
    ]
    const theirs = await newSession({ userNo: other.no })
    const alive = async () =>
      (await Promise.all([one, two, three, theirs].map((hash) => sessions.find(hash)))).map((found) => !!found)
    await subject.store.write((tx) => tx.sessions.end(one))
    expect(await alive()).toEqual([false, true, true, true])
    await subject.store.write((tx) => tx.sessions.endAllOf(user.no))
    expect(await alive()).toEqual([false, false, false, true])
    await subject.store.write((tx) => tx.users.remove(other.no))
    expect(await alive()).toEqual([false, false, false, false])
    expect(await users.find(other.name)).toBeUndefined()
  })

  test('sweeps sessions that were over at that time, so many at once', async () => {
    const { no } = await newUser()
    for (const expiresAt of [10, 20, 30, 40]) await newSession({ userNo: no }, expiresAt)
    const kept = await newSession({ userNo: no })
    const sweep = () => subject.store.write((tx) => tx.sessions.sweep(30, 2))
    expect([await sweep(), await sweep(), await sweep()]).toEqual([2, 1, 0])
    expect(await subject.store.read.sessions.find(kept)).toBeDefined()
  })
}
