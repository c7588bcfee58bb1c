import { constants, getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { READINGS } from './http/api/readings.ts'
import { type ReadingQuestion, replyToReading } from './http/reading.ts'
import type { Message, Withdrawal } from './store/reader-threads.ts'
import { readerOver } from './store/sql-store.ts'
import { AbortableConnection, openForReading, SlicedConnection } from './store/sqlite-connection.ts'

// Where the processors are busy, whoever asks for little goes first. Elsewhere than on Linux, it would be the whole process.
if (process.platform === 'linux') setPriority(Math.min(getPriority() + 5, constants.priority.PRIORITY_LOW))

/**
 * A thread that answers operations which read much: it looks up, puts together and writes the JSON, of which the main
 * thread has the bytes alone to pass on. Between statements it goes on with another one, so that a short walk needn't wait
 * for a long one, and gives up what nobody waits for any more.
 */
const connection = new SlicedConnection(openForReading(workerData as string, 16384))
const underWay = new Map<number, AbortController>()

parentPort?.on('message', async (message: Message<ReadingQuestion> | Withdrawal) => {
  const { id } = message
  if ('isWithdrawn' in message) return underWay.get(id)?.abort(new Error('Nobody waits for it any more'))
  const withdrawal = new AbortController()
  underWay.set(id, withdrawal)
  const read = readerOver(new AbortableConnection(connection, withdrawal.signal))
  const body = await replyToReading(READINGS, read, message.body)
  underWay.delete(id)
  parentPort?.postMessage({ id, body }, 'json' in body ? [body.json.buffer] : [])
})
