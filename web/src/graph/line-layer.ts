import type { Camera, Paint } from './draw.ts'
import { type FromLinesWorker, LINES_MARGIN, type LinesWanted, type ToLinesWorker } from './lines-messages.ts'
import type { Scene } from './scene.ts'

type View = Pick<Paint, 'ink' | 'width' | 'height' | 'scale' | 'colors'>

/** The lines of a scene that has thousands of them: drawn by a worker, and moved with the camera until it has drawn them anew. */
export class LineLayer {
  readonly #worker = new Worker(new URL('./lines-worker.ts', import.meta.url), { type: 'module' })
  #scene: Scene | undefined
  #tokens: readonly string[] = []
  #sent: Scene | undefined
  #drawn: { readonly bitmap: ImageBitmap; readonly of: LinesWanted } | undefined
  /** What is being drawn. */
  #asked: LinesWanted | undefined
  #isMoved = true

  constructor(onReady: () => void) {
    this.#worker.onmessage = ({ data: { bitmap } }: MessageEvent<FromLinesWorker>) => {
      this.#drawn?.bitmap.close()
      this.#drawn = { bitmap, of: this.#asked! }
      this.#asked = undefined
      onReady()
    }
  }

  close(): void {
    this.#worker.terminate()
    this.#drawn?.bitmap.close()
  }

  /** Something of it is elsewhere than before. */
  moved(scene: Scene): void {
    if (this.#scene !== scene) this.#tokens = [...new Set(scene.edges.map(({ color }) => color))]
    this.#scene = scene
    this.#isMoved = true
  }

  /** As far as they are drawn; what else is to be seen comes as soon as it can. */
  draw(view: View, camera: Camera, alpha: number): void {
    this.#renew(view, camera)
    if (!this.#drawn) return
    const { bitmap, of } = this.#drawn
    const by = camera.zoom / of.camera.zoom
    const { ink } = view
    ink.globalAlpha = alpha
    ink.drawImage(
      bitmap,
      camera.x - (of.camera.x + LINES_MARGIN) * by,
      camera.y - (of.camera.y + LINES_MARGIN) * by,
      (bitmap.width / of.scale) * by,
      (bitmap.height / of.scale) * by,
    )
    ink.globalAlpha = 1
  }

  #renew({ width, height, scale, colors }: View, { x, y, zoom }: Camera): void {
    if (this.#asked || !this.#scene) return
    const { nodes, edges } = this.#scene
    const wanted: LinesWanted = {
      ...{ camera: { x, y, zoom }, width, height, scale },
      ground: colors('--ground'),
      colors: Object.fromEntries(this.#tokens.map((token) => [token, colors(token)])),
    }
    if (!this.#isMoved && JSON.stringify(wanted) === JSON.stringify(this.#drawn?.of)) return
    if (this.#sent !== this.#scene) {
      const places = new Map(nodes.map((node, i) => [node, i]))
      this.#send({
        type: 'lines',
        ends: nodes.map(({ radius, halfWidth, halfHeight }) => ({ radius, halfWidth, halfHeight })),
        lines: edges.map(({ from, to, directed, color, bend }) => ({
          ...{ directed, color, bend },
          from: places.get(from)!,
          to: places.get(to)!,
        })),
      })
      this.#sent = this.#scene
    }
    if (this.#isMoved) {
      const positions = new Float32Array(nodes.length * 2)
      for (const [i, { x, y }] of nodes.entries()) positions.set([x, y], 2 * i)
      this.#send({ type: 'places', positions })
    }
    this.#isMoved = false
    this.#asked = wanted
    this.#send({ type: 'draw', ...wanted })
  }

  #send(message: ToLinesWorker): void {
    this.#worker.postMessage(message)
  }
}
