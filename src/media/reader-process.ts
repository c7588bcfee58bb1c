import { AppError } from '../core/errors.ts'
import { type Reading, type ReadTask, readMedia } from './read-media.ts'

/** What a reader process answers to each task: the reading, a refusal of the file, or that the process itself failed. */
export type ReadAnswer = { readonly reading: Reading } | { readonly invalid: string } | { readonly failed: string }

/** Ends with its parent alone: a Ctrl-C goes to every process of the terminal, while uploads are still to be finished. */
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.on('disconnect', () => process.exit())
process.on('message', async (task: ReadTask) => {
  process.send?.(await answer(task))
})

async function answer(task: ReadTask): Promise<ReadAnswer> {
  try {
    return { reading: await readMedia(task) }
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return { invalid: error.message }
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
