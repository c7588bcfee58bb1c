import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type Simulation,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force'
import type { FromWorker, ToWorker } from './layout-messages.ts'

/** Places the assets of a picture, where it holds up nobody: the page stays smooth however long this takes. */

interface Body extends SimulationNodeDatum {
  readonly radius: number
  readonly degree: number
  isPinned: boolean
}
type Spring = SimulationLinkDatum<Body>

/** Ticks for which those that were there before stay where they are at least, while new ones find their place beside them. */
const HELD_TICKS = 50
/** Ticks before a picture is first seen, so that it doesn't burst open. */
const UNSEEN_TICKS = 60
const FRAME_MS = 16
/** So many assets have the names of their relations between them. */
const NAMED = 80
/** The part of a picture from which on it is still the one that a person has begun to know. */
const MOSTLY = 0.5
/** How lively that is when something in it is moved; and one of which most is new. */
const DRIFT = 0.12
const GREAT_DRIFT = 0.45
const ALPHA_MIN = 0.004

let version = 0
let bodies: Body[] = []
let simulation: Simulation<Body, Spring> | undefined
let held = 0
let isStill = false
let drift = DRIFT
let timer: ReturnType<typeof setTimeout> | undefined

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'graph') return begin(data)
  const body = bodies[data.index]
  if (data.version !== version || !body) return
  if (data.type === 'unpin') {
    body.isPinned = false
    body.fx = body.fy = null
  } else {
    body.isPinned = true
    body.fx = data.x
    body.fy = data.y
  }
  if (isStill) return
  simulation?.alpha(Math.max(simulation.alpha(), DRIFT))
  release()
  go()
})

function begin({ version: next, nodes, edges, isNew, atOnce }: Extract<ToWorker, { type: 'graph' }>): void {
  version = next
  isStill = atOnce
  const lively = simulation?.alpha() ?? 0
  // Who hasn't found a place yet goes on looking for it.
  const isFree = isNew || (!isStill && held === 0 && lively >= ALPHA_MIN)
  const degrees = new Uint32Array(nodes.length)
  for (const end of edges.flat()) degrees[end]!++
  bodies = nodes.map(({ x, y, radius, isKnown, isPinned }, i) => ({
    x,
    y,
    radius,
    degree: degrees[i]!,
    isPinned,
    ...((isPinned || (isKnown && !isFree)) && { fx: x, fy: y }),
  }))
  const size = bodies.length
  const known = nodes.filter(({ isKnown }) => isKnown).length
  // Those that were there stay for good, unless they are few beside what is new: then all of it is another picture.
  held = isFree ? 0 : isStill || known > MOSTLY * size ? Infinity : HELD_TICKS
  drift = known > MOSTLY * size ? DRIFT : GREAT_DRIFT
  simulation = forceSimulation(bodies)
    .stop()
    .alpha(isNew ? 1 : Math.max(isFree ? lively : 0, known < size ? 0.5 : 0))
    .alphaMin(ALPHA_MIN)
    .alphaDecay(size > 800 ? 0.03 : 0.022)
    .velocityDecay(0.45)
    .force('link', forceLink<Body, Spring>(edges.map(([source, target]) => ({ source, target }))).distance(lengthOf))
    .force(
      'charge',
      forceManyBody<Body>()
        .strength(({ radius, degree }) => (size > NAMED ? 1 : 1.6) * (-10 * radius - 26 * Math.min(degree, 24)))
        .theta(1)
        .distanceMax(1400),
    )
    .force('collide', forceCollide<Body>(({ radius }) => radius * 1.25 + 11).strength(0.8))
    .force('x', forceX<Body>(0).strength(0.035))
    .force('y', forceY<Body>(0).strength(0.05))
  if (atOnce) {
    while (simulation.alpha() > ALPHA_MIN) tick()
    tell()
    return
  }
  if (isNew) for (let i = 0; i < UNSEEN_TICKS; i++) tick()
  tell()
  go()
}

/** Room for the names of relations, where they are few enough to be read; and the more of it the more both ends have around them. */
function lengthOf({ source, target }: Spring): number {
  const [a, b] = [source as Body, target as Body]
  return a.radius + b.radius + (bodies.length > NAMED ? 40 : 58) + 7 * Math.sqrt(Math.min(a.degree, b.degree, 60))
}

function tick(): void {
  if (held > 0 && --held === 0) release()
  simulation!.tick()
}

/** What was held drifts to where it belongs by now, slowly and not far. */
function release(): void {
  held = 0
  for (const body of bodies) if (!body.isPinned) body.fx = body.fy = null
  simulation?.alpha(Math.min(simulation.alpha(), drift))
}

function go(): void {
  clearTimeout(timer)
  if (!simulation || simulation.alpha() < ALPHA_MIN) return
  const began = performance.now()
  tick()
  tell()
  timer = setTimeout(go, Math.max(1, FRAME_MS - (performance.now() - began)))
}

function tell(): void {
  const positions = new Float32Array(bodies.length * 2)
  for (const [i, { x = 0, y = 0 }] of bodies.entries()) positions.set([x, y], 2 * i)
  const message: FromWorker = { version, positions, isSettled: simulation!.alpha() < ALPHA_MIN }
  postMessage(message, { transfer: [positions.buffer] })
}
