export interface DroppedFile {
  readonly file: File
  /** The folders that it was in, of those that were dropped: `shoes/winter`, or nothing. */
  readonly folder: string
}

export const hasFiles = ({ types }: DataTransfer): boolean => types.includes('Files')

/** All files that were dropped, with those in dropped folders. To be called while the drop is handled, not after. */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return [...transfer.files].map((file) => ({ file, folder: '' }))
  const found: DroppedFile[] = []
  for (const entry of entries) await collect(entry, '', found)
  return found
}

async function collect(entry: FileSystemEntry, folder: string, found: DroppedFile[]): Promise<void> {
  // What systems leave in folders, and nobody means.
  if (entry.name === '.DS_Store' || entry.name === 'Thumbs.db') return
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    found.push({ file, folder })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A few at a time, until there are none.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (entries.length === 0) return
    for (const child of entries) await collect(child, folder ? `${folder}/${entry.name}` : entry.name, found)
  }
}

/** Files of an `<input webkitdirectory>`, or of a plain one. */
export const chosenFiles = (files: FileList): DroppedFile[] =>
  [...files].map((file) => ({ file, folder: file.webkitRelativePath.split('/').slice(0, -1).join('/') }))
