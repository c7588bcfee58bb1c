import { drawLines, isInView, type Line, type LineEnd } from './lines.ts'
import { type FromLinesWorker, LINES_MARGIN, type LinesWanted, type ToLinesWorker } from './lines-messages.ts'

/** Draws thousands of lines, where it holds up nobody: the page moves what was drawn last until the next is there. */

type Movable = { -readonly [Key in keyof LineEnd]: LineEnd[Key] }

let ends: Movable[] = []
let lines: Line[] = []
const canvas = new OffscreenCanvas(1, 1)
const ink = canvas.getContext('2d', { alpha: false })!

addEventListener('message', ({ data }: MessageEvent<ToLinesWorker>) => {
  if (data.type === 'draw') return draw(data)
  if (data.type === 'lines') {
    ends = data.ends.map((end) => ({ ...end, x: 0, y: 0 }))
    lines = data.lines.map((line) => ({ ...line, from: ends[line.from]!, to: ends[line.to]! }))
  } else {
    for (const [i, end] of ends.entries()) {
      end.x = data.positions[2 * i]!
      end.y = data.positions[2 * i + 1]!
    }
  }
})

function draw({ camera: { x, y, zoom }, width, height, scale, ground, colors }: LinesWanted): void {
  canvas.width = Math.max(1, Math.round((width + 2 * LINES_MARGIN) * scale))
  canvas.height = Math.max(1, Math.round((height + 2 * LINES_MARGIN) * scale))
  ink.fillStyle = ground
  ink.fillRect(0, 0, canvas.width, canvas.height)
  const [left, top] = [x + LINES_MARGIN, y + LINES_MARGIN]
  ink.setTransform(scale * zoom, 0, 0, scale * zoom, scale * left, scale * top)
  const view = {
    left: -left / zoom,
    top: -top / zoom,
    right: (width + LINES_MARGIN - x) / zoom,
    bottom: (height + LINES_MARGIN - y) / zoom,
  }
  const seen = lines.filter((line) => isInView(line, view))
  drawLines(ink, seen, { zoom, colors: (token) => colors[token]!, alpha: FINE_ALPHA, width: undefined })
  const message: FromLinesWorker = { bitmap: canvas.transferToImageBitmap() }
  postMessage(message, { transfer: [message.bitmap] })
}

/** Of lines as fine as a pixel: the more there are, the more lie over one another. */
const FINE_ALPHA = 0.55
