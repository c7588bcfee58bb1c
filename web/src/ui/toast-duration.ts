/** How long what is told stays in sight, in milliseconds, unless somebody's pointer or focus is there. */
export const TOAST_DURATION_MS = { plain: 8000, error: 20_000 } as const
