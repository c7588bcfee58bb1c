import type { Page } from 'playwright-core'
import { openSignedIn, startBrowser } from '../test/support/browser.ts'
import { CLOUD, giveFiles, KEY, makeLibrary, SECRET, startRelata } from './library.ts'
import type { Figure } from './main.ts'
import { ratio, whole } from './rounds.ts'

const ASSETS = 100_000
const FRAMES = 300
/** In CSS pixels a frame: a wheel turned briskly, and a scroll bar pulled. */
const BRISK = 60
const FAST = 200
const WINDOW = { width: 1280, height: 800 }

/** The library of the page with so many assets, scrolled in a real Chromium without a GPU. */
export async function page(): Promise<Figure[]> {
  const folder = await makeLibrary(ASSETS, false)
  await giveFiles(folder)
  const server = await startRelata(folder)
  const browser = await startBrowser()
  try {
    const { page } = await openSignedIn(
      browser,
      { url: server.url, cloudName: CLOUD, apiKey: KEY, apiSecret: SECRET },
      WINDOW,
    )
    const layout = page.waitForResponse((answer) => answer.url().includes('/assets/layout'))
    await page.goto(`/@${CLOUD}/library?sort=name`)
    const { responseBodySize } = await (await layout).request().sizes()
    await page.getByRole('gridcell', { name: /^0000001, JPG/ }).waitFor()
    const first = await scrolled(page, FAST)
    const again = await scrolled(page, FAST)
    const brisk = await scrolled(page, BRISK)
    await page.setContent(boxes())
    const floor = await scrolled(page, FAST)
    return [
      {
        what: `layout of ${whole(ASSETS)} assets, as sent`,
        value: `${whole(responseBodySize / 1000)} kB`,
        target: '500 kB or less',
      },
      { what: `scrolled by ${FAST} px a frame, pictures made as they come`, value: told(first) },
      { what: 'the same once more, pictures from the cache of the server', value: told(again) },
      { what: `scrolled by ${BRISK} px a frame`, value: told(brisk) },
      { what: 'coloured boxes that are there already, by the same browser', value: told(floor) },
      { what: 'frames: library to boxes, median', value: ratio(again.median / floor.median), target: '1.1 or less' },
      { what: 'frames: library to boxes, 95th percentile', value: ratio(again.p95 / floor.p95), target: '2 or less' },
    ]
  } finally {
    await browser.close()
    await server.stop()
  }
}

interface Scrolled {
  /** From one frame to the next, in milliseconds. */
  readonly median: number
  readonly p95: number
  readonly worst: number
  /** What the main thread of the page did for a frame, in milliseconds. */
  readonly busy: number
}

/** From the top, by so many pixels a frame. */
async function scrolled(page: Page, step: number): Promise<Scrolled> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const worked = async () =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000
  const before = await worked()
  const frames = await page.getByRole('grid').evaluate(
    (grid, { frames, step }) =>
      new Promise<number[]>((resolve) => {
        const box = grid.parentElement!
        const view = grid.ownerDocument.defaultView!
        const times: number[] = []
        box.scrollTop = 0
        const go = (time: number) => {
          times.push(time)
          if (times.length > frames) return resolve(times.slice(1).map((time, i) => time - times[i]!))
          box.scrollTop += step
          view.requestAnimationFrame(go)
        }
        view.requestAnimationFrame(go)
      }),
    { frames: FRAMES, step },
  )
  const busy = ((await worked()) - before) / FRAMES
  await session.detach()
  const sorted = frames.toSorted((a, b) => a - b)
  return { median: sorted[FRAMES >> 1]!, p95: sorted[Math.floor(FRAMES * 0.95)]!, worst: sorted.at(-1)!, busy }
}

const told = ({ median, p95, worst, busy }: Scrolled): string =>
  `median ${whole(median)} ms, p95 ${whole(p95)} ms, worst ${whole(worst)} ms; ${busy.toFixed(1)} ms of work`

/** As much to look at, of which nothing has to be made while it is scrolled. */
function boxes(): string {
  const box = (i: number) => `<i style="background:hsl(${(i * 37) % 360} 50% 50%)"></i>`
  const all = Array.from({ length: (FRAMES * FAST) / 40 }, (_, i) => box(i)).join('')
  return `<style>body{margin:0}section{height:100vh;overflow:auto}i{float:left;width:19%;height:200px;margin:.5%}</style>
    <section><div role="grid">${all}</div></section>`
}
