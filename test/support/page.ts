import { type Json, type Reply, reply, type TestRelata } from './relata.ts'

/** A browser with the library's page open: it keeps its cookie, and says with each call where that comes from. */
export class Page {
  readonly #relata: Pick<TestRelata, 'url'>
  cookie: string | undefined
  /** All of the last `set-cookie`. */
  setCookie: string | undefined

  constructor(relata: Pick<TestRelata, 'url'>) {
    this.#relata = relata
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const isForm = body instanceof FormData
    const answer = await fetch(this.#relata.url + path, {
      method,
      redirect: 'manual',
      headers: {
        'x-relata-page': '1',
        ...(this.cookie !== undefined && { cookie: this.cookie }),
        ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    })
    const setCookie = answer.headers.get('set-cookie')
    if (setCookie !== null) {
      this.setCookie = setCookie
      this.cookie = setCookie.includes('Max-Age=0') ? undefined : setCookie.split(';', 1)[0]
    }
    return reply(answer)
  }

  async ok(method: string, path: string, body?: unknown): Promise<Json> {
    const answer = await this.call(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.body
  }

  signIn = (userName: string, password: string) =>
    this.call('POST', '/api/account/session', { user_name: userName, password })
}

export const ADMIN = { user_name: 'ada', password: 'correct horse battery' } as const

/** Makes the first user by the set-up link, as the person does who started the server. */
export async function setUp(relata: TestRelata): Promise<Page> {
  const page = new Page(relata)
  const token = relata.setUpUrl!.split('/').at(-1)
  await page.ok('POST', '/api/account/set-up', { token, ...ADMIN })
  return page
}

/** A further user, signed in. */
export async function signInAs(admin: Page, relata: TestRelata, userName: string, roles: object): Promise<Page> {
  const user = { user_name: userName, password: `the password of ${userName}` }
  await admin.ok('POST', '/api/account/users', { ...user, ...roles })
  const page = new Page(relata)
  const answer = await page.signIn(user.user_name, user.password)
  if (answer.status !== 200) throw new Error(answer.text)
  return page
}
