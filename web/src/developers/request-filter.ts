import type { SeenRequest } from '../api/requests.ts'

export const STATUS_OPTIONS = [
  { value: 'all', label: 'All' },
  { value: '2', label: '2xx' },
  { value: '3', label: '3xx' },
  { value: '4', label: '4xx' },
  { value: '5', label: '5xx' },
] as const

export const METHOD_OPTIONS = [
  ['', 'All methods'],
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'].map((method) => [method, method] as const),
] as const

export const KIND_OPTIONS = [
  ['', 'Everything'],
  ['upload', 'Upload API'],
  ['admin', 'Admin API'],
  ['relata', 'Own API'],
  ['delivery', 'Files'],
] as const

/** Of a look around in the library alone there are hundreds, so that programs go first. */
export const SENDER_OPTIONS = [
  ['programs', 'Of programs'],
  ['page', 'Of this page'],
  ['', 'Of both'],
] as const

export interface RequestFilter {
  readonly sender: string
  readonly status: (typeof STATUS_OPTIONS)[number]['value']
  readonly method: string
  readonly kind: string
  readonly text: string
}

export const isOfSender = ({ from_page }: SeenRequest, { sender }: RequestFilter): boolean =>
  sender === '' || from_page === (sender === 'page')

export function isShown(seen: SeenRequest, { status, method, kind, text }: RequestFilter): boolean {
  if (status !== 'all' && String(seen.status)[0] !== status) return false
  if (method !== '' && seen.method !== method) return false
  if (kind !== '' && seen.kind !== kind) return false
  const wanted = text.trim().toLowerCase()
  return wanted === '' || textOf(seen).includes(wanted)
}

const textOf = ({ path, operation, caller, request_id, error }: SeenRequest): string =>
  [path, operation, caller, request_id, error].join('\n').toLowerCase()

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
export const timeOf = (iso: string): string => time.format(new Date(iso))
