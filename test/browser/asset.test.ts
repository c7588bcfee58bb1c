import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSignedIn, pinch, startBrowser } from '../support/browser.ts'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

const FILES = {
  front: ['tern-front.jpg', 'image', 'Tern, front'],
  angle: ['tern-angle.jpg', 'image', 'Tern, from the left'],
  manual: ['tern-manual.pdf', 'image', 'Tern, manual'],
  film: ['tern-film.mp4', 'video', 'Tern, the film'],
  subtitles: ['tern-film.vtt', 'raw', 'Subtitles of the film'],
  poster: ['tern-film-poster.jpg', 'image', 'Poster of the film'],
} as const

const demo = (file: string) => readFile(new URL(`../../demo/files/${file}`, import.meta.url))

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
let person: Awaited<ReturnType<typeof openSignedIn>>
const ids = new Map<string, string>()
const id = (name: string) => ids.get(name)!

async function upload(name: string, file: string, type: string, options: Json = {}, bytes?: Uint8Array) {
  const public_id = type === 'raw' ? `tern/${file}` : `tern/${name}`
  const { status, body, text } = await relata.upload(bytes ?? (await demo(file)), { public_id, ...options }, type, file)
  if (status !== 200) throw new Error(text)
  ids.set(name, body.asset_id)
}

beforeAll(async () => {
  ;[relata, browser] = await Promise.all([startTestRelata(), startBrowser()])
  for (const [name, [file, type, display_name]] of Object.entries(FILES))
    await upload(name, file, type, { display_name })
  person = await openSignedIn(browser, relata, { reducedMotion: true })
  await person.context.grantPermissions(['clipboard-read', 'clipboard-write'])
})
afterAll(async () => {
  await browser?.close()
  await relata?.stop()
})

/** In a tab of one window, so that the page is fetched once. */
async function open(name: string, tab = '') {
  const complaints: string[] = []
  const page = await person.context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(`/@demo/assets/${id(name)}${tab && `?tab=${tab}`}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, complaints }
}
const details = async (name: string): Promise<Json> => (await relata.api('GET', `/assets/${id(name)}`)).body

describe('a picture', () => {
  test('is looked at closely by buttons, keys, wheel, clicks, fingers and dragging', async () => {
    const { page, complaints } = await open('front')
    const picture = page.getByRole('group', { name: /^Picture/ })
    const image = picture.getByRole('img')
    const box = async () => (await image.boundingBox())!
    const scale = async () => Number.parseInt((await picture.locator('[aria-live]').textContent())!, 10)
    const stage = (await picture.boundingBox())!
    const middle = { x: stage.x + stage.width / 2, y: stage.y + stage.height / 2 }
    const fit = await scale()
    expect(fit).toBeGreaterThan(5)
    expect(fit).toBeLessThan(100)

    await picture.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(scale).toBeGreaterThan(fit * 1.2)
    await picture.getByRole('button', { name: 'Zoom out' }).click()
    await expect.poll(scale).toBe(fit)
    await picture.getByRole('button', { name: '100 %' }).click()
    await expect.poll(scale).toBe(100)
    // Its own size, about the middle of the stage.
    const { width } = await details('front')
    expect((await box()).width).toBeCloseTo(width, 0)
    const centre = async () => {
      const { x, y, width, height } = await box()
      return [x + width / 2, y + height / 2].map(Math.round)
    }
    expect(await centre()).toEqual([middle.x, middle.y].map(Math.round))

    await picture.focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(centre).toEqual([middle.x - 80, middle.y].map(Math.round))
    await page.keyboard.press('0')
    await expect.poll(scale).toBe(fit)
    await page.keyboard.press('1')
    await expect.poll(scale).toBe(100)
    await page.mouse.move(middle.x, middle.y)
    await page.mouse.down()
    await page.mouse.move(middle.x + 60, middle.y + 30, { steps: 3 })
    await page.mouse.up()
    await expect.poll(centre).toEqual([middle.x + 60, middle.y + 30].map(Math.round))
    await picture.getByRole('button', { name: 'Fit' }).click()
    await expect.poll(scale).toBe(fit)

    // What is under the pointer stays there.
    const fitted = await box()
    const point = { x: fitted.x + fitted.width / 4, y: fitted.y + fitted.height / 2 }
    const under = async () => {
      const { x, y, width, height } = await box()
      return [(point.x - x) / width, (point.y - y) / height].map((part) => part.toFixed(2))
    }
    await page.mouse.move(point.x, point.y)
    await page.mouse.wheel(0, -400)
    await expect.poll(scale).toBeGreaterThan(fit * 2)
    expect(await under()).toEqual(['0.25', '0.50'])
    await page.mouse.wheel(0, 2000)
    await expect.poll(scale).toBe(fit)
    await pinch(page, point, 40, 120)
    await expect.poll(scale).toBeGreaterThan(fit * 2)
    expect(await under()).toEqual(['0.25', '0.50'])
    await page.keyboard.press('0')
    await expect.poll(scale).toBe(fit)
    await page.mouse.dblclick(point.x, point.y)
    await expect.poll(scale).toBeGreaterThan(fit * 1.9)
    expect(await under()).toEqual(['0.25', '0.50'])
    await page.mouse.dblclick(point.x, point.y)
    await expect.poll(scale).toBe(fit)
    expect(complaints).toEqual([])
  })
})
