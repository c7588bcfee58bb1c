import type { Command } from 'commander'

interface ClientCommand {
  readonly summary: string
  /** Loaded where the command is called, so that each starts as fast as if it were alone. */
  readonly load: () => Promise<(command: Command) => void>
}

/** The commands that speak HTTP to the server that CLOUDINARY_URL names. */
export const CLIENT_COMMANDS: Readonly<Record<string, ClientCommand>> = {
  upload: {
    summary: 'Upload files, and relate them',
    load: async () => (await import('./upload.ts')).defineUpload,
  },
  search: {
    summary: 'Find assets by an expression',
    load: async () => (await import('./search.ts')).defineSearch,
  },
  kinds: {
    summary: 'List the kinds of relations',
    load: async () => (await import('./kinds.ts')).defineKinds,
  },
  completion: {
    summary: 'Print the completion script of a shell',
    load: async () => (await import('./completion.ts')).defineCompletion,
  },
}
