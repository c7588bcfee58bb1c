import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** Puts the names in a folder on disk: those that were added, and those that are gone. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
