/** What the person who called has to say differently: told in a line, with exit code 2. */
export class UsageError extends Error {}
