import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { AppError } from './errors.ts'

/** 32 MB and about a fifth of a second each. Source: OWASP's cheat sheet on password storage, its third choice for scrypt. */
const COST = { ln: 15, r: 8, p: 3 }
const KEY_BYTES = 32
const SALT_BYTES = 16
/** Each holds a thread, of the four that files are read by too, and its memory. */
const MAX_RUNNING = 2
const MAX_WAITING = 30

/** `$scrypt$ln=15,r=8,p=3$salt$key`: with its cost, so that this can be raised without anybody's password being lost. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, COST)
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${salt.toString('base64url')}$${key.toString('base64url')}`
}

/** Takes as long where there is no hash to compare with: how long it takes tells nobody which users there are. */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, ln, r, p, salt = '', key = ''] =
    /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored ?? '') ?? []
  const cost = ln === undefined ? COST : { ln: Number(ln), r: Number(r), p: Number(p) }
  const expected = key === '' ? randomBytes(KEY_BYTES) : Buffer.from(key, 'base64url')
  const derived = await derive(password, Buffer.from(salt, 'base64url'), cost)
  return timingSafeEqual(derived, expected) && key !== ''
}

let running = 0
const waiting: (() => void)[] = []

async function derive(password: string, salt: Buffer, { ln, r, p }: typeof COST): Promise<Buffer> {
  if (running >= MAX_RUNNING) {
    if (waiting.length >= MAX_WAITING) {
      throw new AppError('rate_limited', 'Too many are signing in at this moment: try again', { retryAfterS: 5 })
    }
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else running++
  try {
    const options = { N: 2 ** ln, r, p, maxmem: 256 * r * 2 ** ln }
    // The same letters may be typed in several ways.
    return await run(password.normalize('NFKC'), salt, options)
  } finally {
    // Whoever waits takes the place over.
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

const run = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(password, salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key))),
  )
