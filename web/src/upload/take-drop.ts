import { toast, toastError } from '../ui/toast.tsx'
import { droppedFiles } from './dropped-files.ts'
import { addFiles, type Plan } from './queue.ts'

/** Uploads what was dropped. To be called while the drop is handled, not after. */
export async function takeDrop(transfer: DataTransfer, plan: Plan): Promise<void> {
  try {
    const files = await droppedFiles(transfer)
    if (files.length === 0) toast('There is no file in what was dropped')
    else addFiles(files, plan)
  } catch (error) {
    toastError('What was dropped could not be read', error)
  }
}
