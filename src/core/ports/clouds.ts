import type { ApiKey, Cloud, Credentials, KeyDescription } from '../cloud.ts'

export interface CloudReader {
  /** The key and its cloud; nothing for a key that has ended. */
  credentials(key: string): Promise<Credentials | undefined>
  byName(name: string): Promise<Cloud | undefined>
  /** Oldest first. */
  list(): Promise<Cloud[]>
  /** The keys in force, oldest first. */
  keys(cloudId: number): Promise<ApiKey[]>
  /** The same, as they may be shown. */
  describeKeys(cloudId: number): Promise<KeyDescription[]>
}

export interface CloudWriter extends CloudReader {
  insert(name: string, cursorSecret: string): Promise<Cloud>
  /** Answers when it was made, in Unix milliseconds. */
  insertKey(cloudId: number, key: ApiKey, name?: string): Promise<number>
  renameKey(cloudId: number, key: string, name: string): Promise<void>
  /** It is good until then, in Unix milliseconds. */
  endKey(cloudId: number, key: string, at: number): Promise<void>
}
