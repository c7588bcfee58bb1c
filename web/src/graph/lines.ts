import type { Colors } from './colors.ts'

/** An asset, as far as the lines to it need to know it. */
export interface LineEnd {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly halfWidth: number
  readonly halfHeight: number
}

/** A relation, as far as it is drawn. */
export interface Line {
  readonly from: LineEnd
  readonly to: LineEnd
  readonly directed: boolean
  /** The name of its colour's token. */
  readonly color: string
  /** How far its middle is off the straight line: of several between the same two, each has its own way. */
  readonly bend: number
}

export type Ink = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** What is in view, in the units of the scene. */
export interface View {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface LineLooks {
  readonly zoom: number
  readonly colors: Colors
  readonly alpha: number
  /** In CSS pixels; undefined: one pixel of the screen. */
  readonly width: number | undefined
}

/** Below this many CSS pixels from its middle to its edge, no arrow points to an asset. */
const POINTED = 7

export const isInView = ({ from, to, bend }: Line, { left, top, right, bottom }: View): boolean =>
  Math.max(from.x, to.x) + Math.abs(bend) > left &&
  Math.min(from.x, to.x) - Math.abs(bend) < right &&
  Math.max(from.y, to.y) + Math.abs(bend) > top &&
  Math.min(from.y, to.y) - Math.abs(bend) < bottom

/**
 * Lines with their arrows. Without a GPU, thousands are quick only where they are as fine as one pixel and one stroke draws all
 * of a colour; wider ones, only where each has a stroke of its own.
 */
export function drawLines(ink: Ink, lines: readonly Line[], { zoom, colors, alpha, width }: LineLooks): void {
  for (const [color, alike] of byColor(lines)) {
    ink.globalAlpha = alpha
    ink.strokeStyle = ink.fillStyle = colors(color)
    ink.lineWidth = width === undefined ? 1 / ink.getTransform().a : width / zoom
    ink.beginPath()
    for (const line of alike) {
      if (width !== undefined) ink.beginPath()
      trace(ink, line)
      if (width !== undefined) ink.stroke()
    }
    if (width === undefined) ink.stroke()
    // Of faint ones, many lie around a hub.
    ink.globalAlpha = alpha < 0.3 ? alpha : Math.min(1, alpha + 0.25)
    ink.beginPath()
    for (const line of alike) if (line.directed && line.to.radius * zoom > POINTED) arrow(ink, line, zoom)
    ink.fill()
  }
}

function byColor(lines: readonly Line[]): Map<string, Line[]> {
  const groups = new Map<string, Line[]>()
  for (const line of lines) {
    const group = groups.get(line.color)
    if (group) group.push(line)
    else groups.set(line.color, [line])
  }
  return groups
}

export function trace(ink: Ink, line: Line): void {
  const { from, to, bend } = line
  ink.moveTo(from.x, from.y)
  if (bend === 0) ink.lineTo(to.x, to.y)
  else {
    const { cx, cy } = middleOf(line)
    ink.quadraticCurveTo(cx, cy, to.x, to.y)
  }
}

function arrow(ink: Ink, line: Line, zoom: number): void {
  const { x, y, ux, uy, isClose } = tipOf(line, 5)
  if (isClose) return
  const [long, half] = [8.5 / Math.sqrt(zoom), 3.6 / Math.sqrt(zoom)]
  ink.moveTo(x, y)
  ink.lineTo(x + ux * long - uy * half, y + uy * long + ux * half)
  ink.lineTo(x + ux * long + uy * half, y + uy * long - ux * half)
  ink.closePath()
}

/** The middle of a line, and the point that bends it there. */
export function middleOf({
  from,
  to,
  bend,
}: Pick<Line, 'from' | 'to' | 'bend'>): Record<'x' | 'y' | 'cx' | 'cy', number> {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = Math.hypot(dx, dy) || 1
  const [mx, my] = [(from.x + to.x) / 2, (from.y + to.y) / 2]
  const [nx, ny] = [-dy / length, dx / length]
  return { x: mx + nx * bend, y: my + ny * bend, cx: mx + nx * bend * 2, cy: my + ny * bend * 2 }
}

/** Where a line meets the frame of the asset that it leads to, and its direction there. */
export function tipOf(line: Line, gap: number) {
  const { x, y, halfWidth, halfHeight } = line.to
  const { cx, cy } = middleOf(line)
  const [dx, dy] = line.bend === 0 ? [line.from.x - x, line.from.y - y] : [cx - x, cy - y]
  const length = Math.hypot(dx, dy) || 1
  const [ux, uy] = [dx / length, dy / length]
  const reach = Math.min(halfWidth / Math.max(Math.abs(ux), 1e-6), halfHeight / Math.max(Math.abs(uy), 1e-6)) + gap
  return { x: x + ux * reach, y: y + uy * reach, ux, uy, isClose: length < reach }
}
