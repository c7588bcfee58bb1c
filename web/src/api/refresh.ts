import type { QueryClient } from '@tanstack/react-query'

/** Loads anew what is in sight, after a change that may touch any of it; who is signed in stays. */
export function refreshAll(queries: QueryClient): void {
  void queries.invalidateQueries({ predicate: ({ queryKey: [noun] }) => noun !== 'session' })
}
