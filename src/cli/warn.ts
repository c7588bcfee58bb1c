/** Tells what has no effect, beside what the command prints. */
export function warn(warnings: readonly string[]): void {
  for (const warning of warnings) console.error(`relata: ${warning}`)
}
