import { kindPhrase } from '../ui/format.ts'

export interface Step {
  readonly from: string
  readonly to: string
  /** How the relation is called from the first one's side. */
  readonly kind: string
}

/** "dog.mp4 has poster dog.jpg, which is derived from dog.raw." */
export const pathInWords = (steps: readonly Step[]): string =>
  steps.map(({ from, to, kind }, i) => `${i === 0 ? from : ', which'} ${kindPhrase(kind)} ${to}`).join('')
