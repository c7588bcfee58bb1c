import { parentPort, workerData } from 'node:worker_threads'
import { checkLibrary } from './actions/check-library.ts'
import type { CheckupEvent } from './actions/run-checkup.ts'
import { openCheckup } from './main.ts'

/** A thread that looks an environment over, beside the server that started it; it changes nothing. */
const { folder, cloud } = workerData as { folder: string; cloud: string }
const tell = (event: CheckupEvent | 'done') => parentPort?.postMessage(event)

const { close, ...library } = await openCheckup(folder, false)
try {
  const onPart = (part: string) => tell({ part })
  for await (const finding of checkLibrary(library, { fix: false, checksums: false, cloud, onPart })) tell({ finding })
} finally {
  await close()
}
tell('done')
