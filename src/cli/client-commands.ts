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
  relate: {
    summary: 'Relate an asset to others, by a kind',
    load: async () => (await import('./relate.ts')).defineRelate,
  },
  unrelate: {
    summary: 'Remove relations',
    load: async () => (await import('./unrelate.ts')).defineUnrelate,
  },
  related: {
    summary: 'List what an asset is related to, kind by kind',
    load: async () => (await import('./related.ts')).defineRelated,
  },
  walk: {
    summary: 'List what is within some steps of assets',
    load: async () => (await import('./walk.ts')).defineWalk,
  },
  path: {
    summary: 'Tell why two assets belong together',
    load: async () => (await import('./path.ts')).definePath,
  },
  hubs: {
    summary: 'List the assets with the most relations',
    load: async () => (await import('./hubs.ts')).defineHubs,
  },
  history: {
    summary: 'Show who changed what and when, or follow what changes',
    load: async () => (await import('./history.ts')).defineHistory,
  },
  undo: {
    summary: 'Take back what one call changed',
    load: async () => (await import('./undo.ts')).defineUndo,
  },
  suggest: {
    summary: 'Suggest what belongs together, and accept or dismiss it',
    load: async () => (await import('./suggest.ts')).defineSuggest,
  },
  bundle: {
    summary: 'Take assets along with what they are related to, as a zip or a link',
    load: async () => (await import('./bundle.ts')).defineBundle,
  },
  export: {
    summary: 'Write all relations out, as JSON Lines or CSV',
    load: async () => (await import('./export.ts')).defineExport,
  },
  import: {
    summary: 'Relate by a file that export wrote',
    load: async () => (await import('./import.ts')).defineImport,
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
