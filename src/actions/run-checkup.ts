import type { Cloud } from '../core/cloud.ts'
import { AppError } from '../core/errors.ts'
import type { CloudFinding } from './check-library.ts'

/** What is being looked at, or what was found. */
export type CheckupEvent = { readonly part: string } | { readonly finding: CloudFinding }

/** Looks an environment over without changing anything, off the main thread. Throws where it breaks off. */
export type StartCheckup = (cloudName: string) => AsyncIterable<CheckupEvent>

export interface CheckupResult {
  /** Unix milliseconds. */
  readonly startedAt: number
  readonly endedAt: number
  readonly findings: readonly CloudFinding[]
  /** Whether all was looked at. */
  readonly isComplete: boolean
}

/** Looks over one environment at a time, and keeps the last result of each in memory. */
export class Checkups {
  readonly #start: StartCheckup
  readonly #last = new Map<number, CheckupResult>()
  #running: { readonly cloudId: number } | undefined

  constructor(start: StartCheckup) {
    this.#start = start
  }

  /** Begins at once. Throws `conflict` while one is running. What it answers must be read to its end. */
  run(cloud: Cloud): AsyncGenerator<CheckupEvent, CheckupResult> {
    if (this.#running) {
      throw new AppError('conflict', 'The server is looking a library over already: GET /checkup tells when it is done')
    }
    this.#running = { cloudId: cloud.id }
    return this.#run(cloud)
  }

  isRunning(cloud: Cloud): boolean {
    return this.#running?.cloudId === cloud.id
  }

  last(cloud: Cloud): CheckupResult | undefined {
    return this.#last.get(cloud.id)
  }

  async *#run(cloud: Cloud): AsyncGenerator<CheckupEvent, CheckupResult> {
    const startedAt = Date.now()
    const findings: CloudFinding[] = []
    let isComplete = false
    try {
      for await (const event of this.#start(cloud.name)) {
        if ('finding' in event) findings.push(event.finding)
        yield event
      }
      isComplete = true
    } finally {
      this.#running = undefined
      this.#last.set(cloud.id, { startedAt, endedAt: Date.now(), findings, isComplete })
    }
    return this.#last.get(cloud.id)!
  }
}
