import type { Page } from 'playwright-core'
import { openSignedIn, startBrowser } from '../test/support/browser.ts'
import { CLOUD, KEY, makeLibrary, SECRET, startRelata } from './library.ts'
import type { Figure } from './main.ts'
import { whole } from './rounds.ts'

const ASSETS = 2_000
/** One in so many is begun from. */
const START_STEP = 20
const FRAMES = 240

/** The graph of the page, as much as it shows at first of so many assets with ten relations each, moved in a real Chromium without a GPU. */
export async function graph(): Promise<Figure[]> {
  const server = await startRelata(await makeLibrary(ASSETS, true))
  const browser = await startBrowser()
  try {
    const key = { url: server.url, cloudName: CLOUD, apiKey: KEY, apiSecret: SECRET }
    const { page } = await openSignedIn(browser, key, { width: 1280, height: 800, reducedMotion: true })
    const from = Array.from({ length: ASSETS / START_STEP }, (_, i) =>
      ((1 + i * START_STEP) * 7919).toString(16).padStart(32, '0'),
    )
    await page.goto(`/@${CLOUD}/graph?from=${from.join(',')}&steps=4`)
    const shown = page.getByText(/^[\d,]+ assets, [\d,]+ relations/).first()
    await shown.waitFor()
    const what = await settled(page, async () => (await shown.textContent())!)
    const { x, y, width, height } = (await page.locator('canvas').boundingBox())!
    // On the ground between two of its corners, so that no asset is taken along.
    await page.mouse.move(x + 6, y + 6)
    await page.mouse.down()
    const pan = await framesOf(page, (i) => page.mouse.move(x + 6 + ((i * 9) % (width / 2)), y + 6 + ((i * 5) % 200)))
    await page.mouse.up()
    await page.mouse.move(x + width / 2, y + height / 2)
    const zoom = await framesOf(page, (i) => page.mouse.wheel(0, i % 40 < 20 ? -40 : 40))
    return [
      { what: `graph of ${what}, moved`, value: told(pan) },
      { what: 'the same, drawn nearer and farther', value: told(zoom) },
    ]
  } finally {
    await browser.close()
    await server.stop()
  }
}

/** What is read, once it stays the same: assets come in by and by, and find their places. */
async function settled(page: Page, read: () => Promise<string>): Promise<string> {
  for (let [before, same] = ['', 0]; ; ) {
    await page.waitForTimeout(1000)
    const now = await read()
    same = now === before ? same + 1 : 0
    before = now
    if (same === 8) return now
  }
}

/** From one frame to the next, in milliseconds, sorted, while something is done again and again. */
async function framesOf(page: Page, act: (i: number) => Promise<void>): Promise<number[]> {
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
  return (await recorded).toSorted((a, b) => a - b)
}

const told = (frames: readonly number[]): string =>
  `median ${whole(frames[frames.length >> 1]!)} ms, p95 ${whole(frames[Math.floor(frames.length * 0.95)]!)} ms a frame`
