import type { ColumnTypes } from '../engine.ts'

/** What stands for a picture before it is there; those of before have none. */
export const colors = ({ text }: ColumnTypes): string[] => [`alter table asset add column color ${text}`]
