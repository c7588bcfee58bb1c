import type { ColumnTypes } from '../engine.ts'

/** What stands for a picture before it is there, and who uploaded the file; nothing is known of those of before. */
export const colorsAndUploaders = ({ text }: ColumnTypes): string[] => [
  `alter table asset add column color ${text}`,
  `alter table asset add column uploaded_by ${text}`,
]
