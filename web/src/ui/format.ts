/** Words for numbers, as people of the page's language write them. */
const number = new Intl.NumberFormat()
export const count = (n: number): string => number.format(n)

/** `1 asset`, `1,200 assets`. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

export function fileSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${value.toLocaleString(undefined, { maximumSignificantDigits: value < 10 ? 2 : 3 })} ${UNITS[unit]}`
}

/** `0:07`, `1:02:45`: whole seconds. */
export function playTime(seconds: number): string {
  const whole = Math.round(seconds)
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const padded = String(s).padStart(2, '0')
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${padded}` : `${m}:${padded}`
}

const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

export const dateTime = (iso: string): string => dayAndTime.format(new Date(iso))
export const date = (iso: string): string => day.format(new Date(iso))

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
const STEPS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

/** `3 hours ago`. */
export function ago(iso: string): string {
  const seconds = (new Date(iso).getTime() - Date.now()) / 1000
  const [unit, length] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const)
  return relative.format(Math.trunc(seconds / length), unit)
}

/** Names of kinds as people read them: `poster_of` is "poster of". */
export const kindTitle = (name: string): string => name.replaceAll('_', ' ')

/** "has poster", "is derived from", "is related to": a kind's name as the middle of a sentence. */
export function kindPhrase(kind: string): string {
  const words = kindTitle(kind)
  if (/^(has|have|is|was|uses|belongs|shows|replaces|needs|contains|includes|mentions) /.test(`${words} `)) return words
  return / (of|to|from|by|for|in|on|with|as|at|after|before|under)$/.test(words) ? `is ${words}` : `is ${words} to`
}
