import type { FollowedLog } from './changes.ts'

/** Up to where the logs were read by rules. */
export interface RuleProgressReader {
  /** Environments whose uploads are looked at by rules. */
  followed(): Promise<FollowedLog[]>
}

export interface RuleProgressWriter extends RuleProgressReader {
  /** Rules look at uploads from here on; nothing changes if they do already. */
  follow(cloudId: number): Promise<void>
  unfollow(cloudId: number): Promise<void>
  /** They have looked at all up to this position. */
  advance(cloudId: number, position: string): Promise<void>
}
