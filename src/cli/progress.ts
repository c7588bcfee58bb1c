import { size } from './output.ts'

const INTERVAL_MS = 100
const BAR_WIDTH = 20

/** One line of standard error that changes as work goes on, where that is a terminal; else nothing. */
export class Progress {
  readonly #started = performance.now()
  #shownAt = 0
  #shown = false

  show(text: () => string): void {
    if (!process.stderr.isTTY || performance.now() - this.#shownAt < INTERVAL_MS) return
    this.#shownAt = performance.now()
    this.#shown = true
    process.stderr.write(`\r\x1b[K${text().slice(0, (process.stderr.columns || Number.POSITIVE_INFINITY) - 1)}`)
  }

  /** Before anything else is written, and in the end. */
  clear(): void {
    if (this.#shown) process.stderr.write('\r\x1b[K')
    this.#shown = false
    this.#shownAt = 0
  }

  /** `8.2 MB/s`, of what came in the whole time. */
  rate(bytes: number): string {
    return `${size((1000 * bytes) / Math.max(1, performance.now() - this.#started))}/s`
  }
}

/** `█████░░░░░  41%` */
export function bar(done: number, total: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 1
  const filled = Math.round(share * BAR_WIDTH)
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${String(Math.floor(100 * share)).padStart(3)}%`
}
