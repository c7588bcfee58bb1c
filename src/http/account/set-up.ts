import { equalText } from '../../core/equal-text.ts'
import { newSessionToken } from '../../core/session.ts'

/** What the link has in it by which the first user is made; it is new at each start. */
export class SetUpLink {
  readonly #token = newSessionToken()

  addressAt = (url: string): string => `${url}/@/set-up/${this.#token}`

  isRight = (token: string): boolean => equalText(token, this.#token)
}
