import type { FileVersion } from '../version.ts'

export interface VersionReader {
  /** The latest versions of these few assets, oldest first. */
  list(cloudId: number, assetIds: readonly string[], limit: number): Promise<FileVersion[]>
  /** Those there are, in any order. */
  find(cloudId: number, versionIds: readonly string[]): Promise<FileVersion[]>
  /** Which of these assets have any. */
  owners(cloudId: number, assetIds: readonly string[]): Promise<Set<string>>
  /** The bytes of all backups of each of these assets; those without any aren't among them. */
  bytes(cloudId: number, assetIds: readonly string[]): Promise<Map<string, number>>
  /** Which of these blobs are backups. */
  backups(cloudId: number, blobs: readonly string[]): Promise<Set<string>>
}

export interface VersionWriter extends VersionReader {
  add(cloudId: number, versions: readonly FileVersion[]): Promise<void>
  /** Answers what was removed. */
  remove(cloudId: number, assetId: string, versionIds: readonly string[]): Promise<FileVersion[]>
}
