import { useEnvironment } from '../api/environment.ts'
import type { NewApiKey } from '../api/keys.ts'
import type { Access } from './snippets.ts'

/** How programs get in here: with a key whose secret is known still, or with words in its place. */
export function useAccess(made?: NewApiKey): Access {
  const { name } = useEnvironment()
  return { origin: window.location.origin, cloud: name, key: made?.key ?? 'KEY', secret: made?.secret ?? 'SECRET' }
}
