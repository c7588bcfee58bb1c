import { hash } from 'node:crypto'
import { equalText } from '../core/equal-text.ts'

/** Parameters that are never signed. Source: the SDKs' `api_sign_request`, and Cloudinary's page on signatures. */
const UNSIGNED = new Set(['file', 'cloud_name', 'resource_type', 'api_key', 'signature'])

type Algorithm = 'sha1' | 'sha256'

/** 40 hex digits are SHA-1, 64 are SHA-256. */
const algorithmOf = (signature: string): Algorithm => (signature.length === 64 ? 'sha256' : 'sha1')

/**
 * What is signed: `k=v` sorted by key, joined by `&`; lists joined by commas; empty values left out. Version 2, which
 * the SDKs use by now, writes an `&` within a pair as `%26`.
 */
export function stringToSign(params: Readonly<Record<string, unknown>>, version: 1 | 2): string {
  return Object.keys(params)
    .filter((key) => !UNSIGNED.has(key))
    .map((key) => [key, paramText(params[key])] as const)
    .filter(([, text]) => text !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, text]) => `${key}=${text}`)
    .map((pair) => (version === 2 ? pair.replaceAll('&', '%26') : pair))
    .join('&')
}

/** A parameter as text: lists joined by commas; a map, which no SDK signs, as JSON; nothing is the empty text. */
export function paramText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(paramText).join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const hexDigest = (algorithm: Algorithm, text: string): string => hash(algorithm, text)

/** Whether the parameters carry the right signature, in either version and with either hash. */
export function isSigned(params: Readonly<Record<string, unknown>>, signature: string, secret: string): boolean {
  const algorithm = algorithmOf(signature)
  const [one, two] = ([1, 2] as const).map((version) =>
    equalText(hexDigest(algorithm, stringToSign(params, version) + secret), signature),
  )
  return one === true || two === true
}

/** The signature in an upload's answer. Source: the SDKs' `verify_api_response_signature`, which signs by version 1. */
export const responseSignature = (publicId: string, version: number, secret: string): string =>
  hexDigest('sha1', `public_id=${publicId}&version=${version}${secret}`)

/** `X-Cld-Signature` of a notification. Source: the SDKs' `verifyNotificationSignature`. */
export const notificationSignature = (body: string, timestamp: string, secret: string): string =>
  hexDigest('sha1', body + timestamp + secret)

const SHORT = 8
const LONG = 32

/** The `s--...--` part of a delivery URL for what follows it, without the version. Source: the SDKs' `url`. */
export const urlSignature = (source: string, secret: string): string => truncatedDigest('sha1', source, secret, SHORT)

const truncatedDigest = (algorithm: Algorithm, source: string, secret: string, length: number): string =>
  hash(algorithm, source + secret, 'base64url').slice(0, length)

/** Whether a URL signature, short or long, fits. */
export function isUrlSignature(signature: string, source: string, secret: string): boolean {
  if (signature.length === LONG) return equalText(truncatedDigest('sha256', source, secret, LONG), signature)
  const [sha1, sha256] = (['sha1', 'sha256'] as const).map((algorithm) =>
    equalText(truncatedDigest(algorithm, source, secret, SHORT), signature),
  )
  return sha1 === true || sha256 === true
}
