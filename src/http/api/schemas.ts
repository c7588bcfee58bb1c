/** Words that several operations of our own API share. */
export const asset = {
  type: 'string',
  description: 'An asset ID, or a name: video/upload/dog, or dog for image/upload/dog',
} as const

export const kindName = {
  type: 'string',
  description: 'How the kind is called from the side of `from`: poster_of, or has_poster. Left out: related',
} as const

export const dryRun = {
  type: 'boolean',
  default: false,
  description: 'Changes nothing, and answers what would have become of it',
} as const
