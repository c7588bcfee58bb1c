import { AppError } from '../core/errors.ts'

/** Where the disk is full, whoever runs the library is told so; whatever else it is stays as it is. */
export function toAppError(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError(
      'unavailable',
      'The disk of the library is full: nothing was kept. Free some space and try again',
      {
        cause: error,
      },
    )
  }
  return error
}
