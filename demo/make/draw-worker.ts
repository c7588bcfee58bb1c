import { parentPort, workerData } from 'node:worker_threads'
import { SCENES } from './scenes.ts'
import { type Rows, trace } from './tracer.ts'

export interface Band extends Rows {
  readonly scene: string
  readonly turn: number
}

const { scene, turn, ...rows } = workerData as Band
const drawn = SCENES[scene]
if (!drawn) throw new Error(`No scene ${scene}`)
parentPort?.postMessage(trace(drawn(turn), rows))
