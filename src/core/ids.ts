import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/** 32 hex digits, the form of asset IDs, version IDs and request IDs. */
export const randomHex32 = (): string => randomUUID().replaceAll('-', '')

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Lower-case letters and digits, each drawn evenly: what Cloudinary uses for public IDs that it chooses itself. */
export function randomName(length: number): string {
  let name = ''
  for (let i = 0; i < length; i++) name += LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]
  return name
}

/** 27 urlsafe characters, the length of Cloudinary's API secrets (160 bits here). */
export const randomSecret = (): string => randomBytes(20).toString('base64url')

/** 15 digits, the form of Cloudinary's API keys. */
export function randomApiKey(): string {
  let key = String(randomInt(1, 10))
  while (key.length < 15) key += randomInt(10)
  return key
}
