import type { Rendered } from '../core/derived.ts'
import { AppError } from '../core/errors.ts'
import type { Examination } from '../core/library.ts'
import { type ExamineTask, examineImage } from './examine.ts'
import { type Reading, type ReadTask, readMedia } from './read-media.ts'
import { type RenderTask, renderImage } from './render.ts'

export type ReaderTask = ReadTask | RenderTask | ExamineTask
export type ResultOf<Task extends ReaderTask> = Task extends RenderTask
  ? Rendered
  : Task extends ExamineTask
    ? Examination
    : Reading

/** What a reader process answers to each task: its result, a refusal of the file, or that the process itself failed. */
export type ReadAnswer =
  | { readonly done: Reading | Rendered | Examination }
  | { readonly invalid: string }
  | { readonly failed: string }

/** Ends with its parent alone: a Ctrl-C goes to every process of the terminal, while uploads are still to be finished. */
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.on('disconnect', () => process.exit())
process.on('message', async (task: ReaderTask) => {
  process.send?.(await answer(task))
})

async function answer(task: ReaderTask): Promise<ReadAnswer> {
  try {
    return { done: await work(task) }
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return { invalid: error.message }
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function work(task: ReaderTask): Promise<Reading | Rendered | Examination> {
  if ('render' in task) return renderImage(task)
  return 'examine' in task ? examineImage(task) : readMedia(task)
}
