import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { openSignedIn, startBrowser } from '../test/support/browser.ts'
import { CLOUD, giveFiles, KEY, makeLibrary, publicId, SECRET, startRelata } from './library.ts'
import type { Figure } from './main.ts'
import { whole } from './rounds.ts'

const ASSETS = 2_000
/** Each asset has so many others below it, so that all of them are within four steps of the first. */
const BRANCHES = 9
const KINDS = ['related', 'derived_from', 'alternate_of', 'manual_of', 'uses_as_overlay']
/** That a call takes. */
const RELATIONS = 1_000
const FRAMES = 240
const TARGET = '17 ms, p95 33 ms or less'

/** The graph of the page with 2,000 assets and 10,000 relations of five kinds, moved in a real Chromium without a GPU. */
export async function graph(): Promise<Figure[]> {
  const folder = await makeLibrary(ASSETS, false)
  await giveFiles(folder)
  const server = await startRelata(folder)
  await relate(server.url)
  const browser = await startBrowser()
  try {
    const key = { url: server.url, cloudName: CLOUD, apiKey: KEY, apiSecret: SECRET }
    const { page } = await openSignedIn(browser, key, { width: 1280, height: 800 })
    await page.goto(`/@${CLOUD}/graph?from=image/upload/${publicId(1)}&steps=4`)
    const more = page.getByRole('button', { name: 'Show all' })
    await more.click()
    const shown = page.getByRole('application', { name: `Graph of ${whole(ASSETS)} assets` })
    await shown.waitFor()
    const began = performance.now()
    const canvas = page.locator('canvas')
    const { x, y, width, height } = (await canvas.boundingBox())!
    const middle = [x + width / 2, y + height / 2] as const
    const figures: Figure[] = []
    const moved = async (what: string, act: (i: number) => Promise<void>) => {
      figures.push({ what, value: told(await framesOf(page, act)), target: TARGET })
    }
    const pan = (i: number) => page.mouse.move(x + 6 + Math.abs(((i * 9) % width) - width / 2), y + 6 + ((i * 5) % 200))
    const zoom = (i: number) => page.mouse.wheel(0, i % 60 < 30 ? -60 : 60)
    // On the ground, so that no asset is taken along.
    const panned = async (what: string) => {
      await page.mouse.move(x + 6, y + 6)
      await page.mouse.down()
      await moved(what, pan)
      await page.mouse.up()
    }
    await panned('panned while assets find their places')
    await page.locator('canvas[data-settled=true]').waitFor()
    figures.push({ what: 'until all have their places', value: `${whole((performance.now() - began) / 1000)} s` })
    await page.getByRole('button', { name: 'Fit into view' }).click()
    await setTimeout(1000)
    await panned('panned, all of it in view')
    await page.mouse.move(...middle)
    await moved('drawn nearer and farther, all of it in view and a part', zoom)
    await page.getByRole('button', { name: 'Fit into view' }).click()
    await setTimeout(1000)
    await page.mouse.move(...middle)
    for (let i = 0; i < 18; i++) await page.mouse.wheel(0, -60)
    await setTimeout(3000)
    await panned('panned from close by, with thumbnails and names')
    await page.getByRole('button', { name: 'Fit into view' }).click()
    await setTimeout(1000)
    await page.mouse.move(...(await assetNear(page, ...middle)))
    await page.mouse.down()
    await moved('one asset dragged, the others giving way', (i) =>
      page.mouse.move(middle[0] + 150 * Math.cos(i / 20), middle[1] + 150 * Math.sin(i / 20)),
    )
    await page.mouse.up()
    const what = `graph of ${await shown.getAttribute('aria-label')}`.replace('graph of Graph of ', 'graph of ')
    await page.setContent('<canvas></canvas>')
    figures.push({ what: 'an empty page, by the same browser', value: told(await framesOf(page, pan)) })
    return figures.map((figure, i) => (i === 0 ? { ...figure, what: `${what}: ${figure.what}` } : figure))
  } finally {
    await browser.close()
    await server.stop()
  }
}

/** A tree, the ring of all, and two that lie far off for each. */
async function relate(url: string): Promise<void> {
  const pairs = new Set<string>()
  const numbers = Array.from({ length: ASSETS }, (_, i) => i + 1)
  for (const i of numbers) {
    const parent = i === 1 ? ASSETS : Math.floor((i - 2) / BRANCHES) + 1
    const others = [
      parent,
      1 + (i % ASSETS),
      1 + ((i + 1) % ASSETS),
      1 + ((i * 7919) % ASSETS),
      1 + ((i * 104_729 + 17) % ASSETS),
    ]
    for (const other of others) if (other !== i) pairs.add([i, other].toSorted((a, b) => a - b).join())
  }
  const all = [...pairs].map((pair, i) => {
    const [from, to] = pair.split(',').map((number) => `image/upload/${publicId(Number(number))}`)
    return { from, to, kind: KINDS[i % KINDS.length] }
  })
  for (let at = 0; at < all.length; at += RELATIONS) {
    const answer = await fetch(`${url}/api/v1/${CLOUD}/relations`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ relations: all.slice(at, at + RELATIONS) }),
    })
    if (!answer.ok) throw new Error(await answer.text())
  }
}

/** A spot that an asset is at, as the pointer tells it. */
async function assetNear(page: Page, x: number, y: number): Promise<[number, number]> {
  for (let i = 0; ; i++) {
    const spot: [number, number] = [x + 3 * Math.sqrt(i) * Math.cos(i), y + 3 * Math.sqrt(i) * Math.sin(i)]
    await page.mouse.move(...spot)
    if (
      await page
        .locator('canvas')
        .evaluate((canvas) => (canvas as unknown as { style: { cursor: string } }).style.cursor === 'pointer')
    )
      return spot
  }
}

interface Frames {
  /** From one frame to the next, in milliseconds, sorted. */
  readonly times: readonly number[]
  /** Of the processor, by the main thread of the page for a frame, in milliseconds: whatever else the machine does. */
  readonly busy: number
}

/** While something is done again and again. */
async function framesOf(page: Page, act: (i: number) => Promise<void>): Promise<Frames> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const worked = async () =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
  const before = await worked()
  const recorded = page.locator('canvas').evaluate(
    (canvas, frames) =>
      new Promise<number[]>((resolve) => {
        const view = canvas.ownerDocument.defaultView!
        const times: number[] = []
        const go = (time: number) => {
          times.push(time)
          if (times.length > frames) resolve(times.slice(1).map((time, i) => time - times[i]!))
          else view.requestAnimationFrame(go)
        }
        view.requestAnimationFrame(go)
      }),
    FRAMES,
  )
  let isOver = false
  void recorded.then(() => {
    isOver = true
  })
  for (let i = 0; !isOver; i++) await act(i)
  const times = (await recorded).toSorted((a, b) => a - b)
  const busy = ((await worked()) - before) / FRAMES
  await session.detach()
  return { times, busy }
}

const told = ({ times, busy }: Frames): string =>
  `median ${whole(times[times.length >> 1]!)} ms, p95 ${whole(times[Math.floor(times.length * 0.95)]!)} ms a frame; ${busy.toFixed(1)} ms of work`
