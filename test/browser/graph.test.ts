import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Page, Route } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bothThemes, openSignedIn, openWindow, pinch, startBrowser, violations } from '../support/browser.ts'
import { setUp } from '../support/page.ts'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

let folder: string
let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
let person: Awaited<ReturnType<typeof openSignedIn>>
const ids = new Map<string, string>()
const id = (name: string) => ids.get(name)!

const VIEWER = { user_name: 'vera', password: 'the password of vera' }

const FILES: Readonly<Record<string, readonly [file: string, resourceType: string]>> = {
  film: ['tern-film.mp4', 'video'],
  poster: ['tern-film-poster.jpg', 'image'],
  subtitles: ['tern-film.vtt', 'raw'],
  front: ['tern-front.jpg', 'image'],
  manual: ['tern-manual.pdf', 'image'],
  badge: ['mended-badge.png', 'image'],
  alone: ['dusk-day.jpg', 'image'],
}

/** film ← poster, subtitles; poster → front ← manual; badge → manual. */
const RELATIONS = [
  ['poster', 'poster_of', 'film'],
  ['subtitles', 'transcript_of', 'film'],
  ['poster', 'derived_from', 'front'],
  ['manual', 'manual_of', 'front'],
  ['badge', 'related', 'manual'],
] as const

/** Related to an asset `hub`: so many that the walk from it has three pages. */
const SPOKES = 1600

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relata-test-'))
  const script = fileURLToPath(new URL('../support/make-hub.ts', import.meta.url))
  await promisify(execFile)(process.execPath, [script, folder, String(SPOKES), String(SPOKES)])
  ;[relata, browser] = await Promise.all([startTestRelata({ dataFolder: folder }), startBrowser()])
  for (const [name, [file, resourceType]] of Object.entries(FILES)) {
    const bytes = await readFile(new URL(`../../demo/files/${file}`, import.meta.url))
    const { status, text, body } = await relata.upload(
      bytes,
      { public_id: name, display_name: name },
      resourceType,
      file,
    )
    if (status !== 200) throw new Error(text)
    ids.set(name, body.asset_id)
  }
  const relations = RELATIONS.map(([from, kind, to]) => ({ from: id(from), kind, to: id(to) }))
  const answer = await relata.api('POST', '/relations', { relations })
  if (answer.status !== 200) throw new Error(answer.text)
  person = await openSignedIn(browser, relata, { reducedMotion: true })
  await (await setUp(relata)).ok('POST', '/api/account/users', { ...VIEWER, role: 'viewer' })
})
afterAll(async () => {
  await browser.close()
  await relata.stop()
  await rm(folder, { recursive: true, force: true })
})

/** In a tab of one window, so that the page is fetched once. */
async function openGraph(address: string) {
  const complaints: string[] = []
  const page = await person.context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(`/@demo/graph${address}`)
  return { page, complaints }
}

const canvas = (page: Page) => page.getByRole('application')
const row = (page: Page, name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}\\b`) })
const names = (page: Page) => page.getByRole('treeitem').locator('[class*=graph-list-module-name]').allTextContents()

async function exported(page: Page, item: string): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item, exact: true }).click(),
  ])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

/** From now on such requests wait: `next` lets one on, once it is there, and `end` all of them. */
async function held(page: Page, address: string) {
  const waiting: Route[] = []
  await page.route(address, (route) => void waiting.push(route))
  const next = async () => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0)
    await waiting.shift()!.continue()
  }
  const end = async () => {
    await page.unroute(address)
    // Some have been given up.
    await Promise.allSettled(waiting.splice(0).map((route) => route.continue()))
  }
  return { next, end }
}

/** Where the middle of each asset is, as the drawing says it, and where that is on the screen once all is in view. */
async function spotsIn(page: Page) {
  await page.locator('canvas[data-settled=true]').waitFor()
  const svg = (await exported(page, 'Drawing (SVG)')).bytes.toString()
  const frame = /<g><title>([^<,]+)<\/title><(?:image|rect) x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/g
  const boxes = new Map<string, { x: number; y: number; width: number; height: number }>()
  for (const [, name, ...numbers] of svg.matchAll(frame)) {
    const [left, top, width, height] = numbers.map(Number) as [number, number, number, number]
    boxes.set(name!, { x: left + width / 2, y: top + height / 2, width, height })
  }
  const [left, top, width, height] = /viewBox="([^"]+)"/.exec(svg)![1]!.split(' ').map(Number) as number[]
  await page.getByRole('button', { name: 'Fit into view', exact: true }).click()
  const stage = (await page.locator('canvas').boundingBox())!
  const fromMiddle = [...boxes.values()].map(({ x, y, height: high }) => [
    x - left! - width! / 2,
    y - top! - height! / 2,
    high,
  ])
  const zoom = await zoomOf(page, fromMiddle)
  const pointOf = (name: string) => {
    const box = boxes.get(name)!
    return {
      x: stage.x + stage.width / 2 + (box.x - left! - width! / 2) * zoom,
      y: stage.y + stage.height / 2 + (box.y - top! - height! / 2) * zoom,
      ...{ width: box.width * zoom, height: box.height * zoom },
    }
  }
  const places = new Map([...boxes].map(([name, { x, y }]) => [name, `${x.toFixed(0)} ${y.toFixed(0)}`]))
  return { places, pointOf }
}

/** How large a pixel of the drawing is on the screen: so that there are assets where they should be, and above them none. */
const zoomOf = (page: Page, fromMiddle: readonly (readonly number[])[]): Promise<number> =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('canvas')
    const { left, top, width, height } = canvas.getBoundingClientRect()
    const isAsset = (x, y) => {
      const point = { clientX: left + width / 2 + x, clientY: top + height / 2 + y }
      canvas.dispatchEvent(new PointerEvent('pointermove', point))
      return canvas.style.cursor === 'pointer'
    }
    const isThere = (zoom) => ([x, y, high]) => isAsset(x * zoom, y * zoom) && !isAsset(x * zoom, (y - high * 0.8) * zoom)
    const zooms = Array.from({ length: 400 }, (_, i) => 0.1 * 1.01 ** i)
    const right = zooms.map((zoom) => ${JSON.stringify(fromMiddle)}.filter(isThere(zoom)).length)
    const best = zooms.filter((_, i) => right[i] === Math.max(...right))
    return best[Math.floor(best.length / 2)]
  })()`)

interface Point {
  readonly x: number
  readonly y: number
}

/** How far right of an asset the middle of the handle is that a line is drawn from. */
const HANDLE = 14

/** What the pointer says that is there: an asset, the handle of one, or the ground. */
async function cursorAt(page: Page, { x, y }: Point): Promise<string> {
  // From elsewhere, so that it moves.
  await page.mouse.move(x - 1, y)
  await page.mouse.move(x, y)
  return page.locator('canvas').evaluate((element) => (element as unknown as Json).style.cursor)
}

async function drag(page: Page, from: Point, to: Point): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x, to.y, { steps: 4 })
  await page.mouse.up()
}

describe('the graph', () => {
  test('begins with those that hold most together, or with a search', async () => {
    const { page, complaints } = await openGraph('')
    await page.getByRole('link', { name: /front/ }).waitFor()
    await page.getByRole('searchbox', { name: 'Start from an asset', exact: true }).fill('subtitles')
    await page.getByRole('link', { name: /subtitles/ }).click()
    await row(page, 'film').waitFor()
    expect(new URL(page.url()).search).toBe(`?from=${id('subtitles')}`)
    expect(complaints).toEqual([])
  })

  test('shows what is within the steps, opens up and folds assets, and keeps the rest where it is', async () => {
    const { page, complaints } = await openGraph(`?from=${id('film')}`)
    await canvas(page)
      .and(page.getByLabel('Graph of 4 assets and 3 relations', { exact: true }))
      .waitFor()
    await expect.poll(() => names(page)).toEqual(['film', 'poster', 'front', 'subtitles'])
    await row(page, 'front').click()
    const before = (await spotsIn(page)).places
    const selected = page.getByRole('region', { name: 'Selected: front', exact: true })
    await selected.getByText('1 relation not shown').waitFor()
    await selected.getByRole('button', { name: 'Expand', exact: true }).click()
    await canvas(page)
      .and(page.getByLabel('Graph of 5 assets and 4 relations', { exact: true }))
      .waitFor()
    const after = (await spotsIn(page)).places
    expect([...before.keys()].map((name) => after.get(name))).toEqual([...before.values()])
    expect([...after.keys()]).toContain('manual')
    // A link to it shows the same.
    await page.reload()
    await canvas(page)
      .and(page.getByLabel('Graph of 5 assets and 4 relations', { exact: true }))
      .waitFor()
    await row(page, 'front').click()
    await selected.getByRole('button', { name: 'Collapse', exact: true }).click()
    await row(page, 'manual').waitFor({ state: 'detached' })
    await selected.getByRole('button', { name: 'Expand', exact: true }).click()
    await page.getByRole('radio', { name: '4', exact: true }).click()
    await row(page, 'badge').waitFor()
    expect(complaints).toEqual([])
  })

  test('leaves where they are, also with motion, those that are there when others come in, by a click or by what somebody does', async () => {
    const { context, page } = await openSignedIn(browser, relata)
    await page.goto(`/@demo/graph?from=${id('film')}`)
    await canvas(page)
      .and(page.getByLabel('Graph of 4 assets and 3 relations', { exact: true }))
      .waitFor()
    await page.locator('canvas[data-settled=true]').waitFor()
    const before = [...(await spotsIn(page)).places]
    await row(page, 'front').click()
    await page.getByRole('button', { name: 'Expand', exact: true }).click()
    await canvas(page)
      .and(page.getByLabel('Graph of 5 assets and 4 relations', { exact: true }))
      .waitFor()
    const relations = [{ from: id('alone'), to: id('film'), kind: 'poster_of' }]
    await relata.api('POST', '/relations', { relations })
    await canvas(page)
      .and(page.getByLabel('Graph of 6 assets and 5 relations', { exact: true }))
      .waitFor()
    const { places } = await spotsIn(page)
    expect(before.map(([name]) => [name, places.get(name)])).toEqual(before)
    expect([...places.keys()].toSorted()).toEqual(['alone', 'film', 'front', 'manual', 'poster', 'subtitles'])
    await relata.api('DELETE', '/relations', { relations })
    await context.close()
  })

  test('tells the shortest way between two assets in words', async () => {
    const { page } = await openGraph(`?from=${id('film')}&steps=4`)
    await row(page, 'film').click()
    await page.getByRole('button', { name: 'Path to…', exact: true }).click()
    await page.getByText('Pick the asset to find the way to from').waitFor()
    await row(page, 'manual').click()
    await page
      .getByText('film has poster poster, which is derived from front, which has manual manual.', { exact: true })
      .waitFor()
    expect(new URL(page.url()).searchParams.get('path')).toBe(`${id('film')},${id('manual')}`)
  })

  test('filters by kinds and by types, with their numbers, and a link keeps it', async () => {
    const { page } = await openGraph(`?from=${id('film')}`)
    const kind = page.getByRole('button', { name: 'transcript of 1', exact: true })
    await row(page, 'front').waitFor()
    const before = (await spotsIn(page)).places
    await kind.click()
    await row(page, 'subtitles').waitFor({ state: 'detached' })
    before.delete('subtitles')
    expect((await spotsIn(page)).places).toEqual(before)
    await page.reload()
    await row(page, 'front').waitFor()
    await expect.poll(() => names(page)).toEqual(['film', 'poster', 'front'])
    await kind.click()
    await page.getByRole('button', { name: 'Images 2', exact: true }).click()
    await row(page, 'poster').waitFor({ state: 'detached' })
    await expect.poll(() => names(page)).toEqual(['film', 'subtitles'])
    await page.getByRole('button', { name: 'transcript of 1', exact: true }).click()
    await page.getByRole('heading', { name: 'The filter leaves nothing to show', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Show all', exact: true }).click()
    await row(page, 'front').waitFor()
    await page.waitForURL((url) => url.search === `?from=${id('film')}`)
  })

  test('is worked by keys alone, on the canvas and in the list', async () => {
    const { page } = await openGraph(`?from=${id('film')}`)
    await row(page, 'front').waitFor()
    await canvas(page).focus()
    await page.keyboard.press('Home')
    await page.getByRole('region', { name: 'Selected: film', exact: true }).waitFor()
    await expect.poll(() => row(page, 'film').getAttribute('aria-selected')).toBe('true')
    for (const key of ['+', '-', '0', 'Escape']) await page.keyboard.press(key)
    await page.getByRole('region', { name: 'Selected: film', exact: true }).waitFor({ state: 'detached' })
    await page.getByRole('tree').focus()
    for (const key of ['Home', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
    await page.getByRole('region', { name: 'Selected: front', exact: true }).waitFor()
    await page.keyboard.press('Enter')
    await row(page, 'manual').waitFor()
    await page.keyboard.press('ArrowLeft')
    await row(page, 'manual').waitFor({ state: 'detached' })
    const search = page.getByRole('searchbox', { name: 'Find in the graph', exact: true })
    await search.fill('sub')
    await page.getByText('1 match', { exact: true }).waitFor()
    await search.press('Enter')
    await page.getByRole('region', { name: 'Selected: subtitles', exact: true }).waitFor()
  })

  test('relates two assets from within, by a kind that is chosen', async () => {
    const { page } = await openGraph(`?from=${id('film')},${id('alone')}`)
    await row(page, 'alone').click()
    await page.getByRole('button', { name: 'Relate to…', exact: true }).click()
    await row(page, 'film').click()
    await page.getByRole('combobox', { name: 'How they belong together', exact: true }).selectOption('poster_of')
    await page.getByRole('button', { name: 'Relate', exact: true }).click()
    await canvas(page)
      .and(page.getByLabel('Graph of 5 assets and 4 relations', { exact: true }))
      .waitFor()
    // It is drawn before the server has answered.
    await page.getByText('alone is poster of film').first().waitFor()
    const { body } = await relata.api('DELETE', '/relations', {
      relations: [{ from: id('alone'), to: id('film'), kind: 'poster_of' }],
    })
    expect(body.results).toMatchObject([{ outcome: 'unrelated' }])
    // The page hears of it.
    await canvas(page)
      .and(page.getByLabel('Graph of 5 assets and 3 relations', { exact: true }))
      .waitFor()
  })

  test('is worked by the pointer: picked, opened up, drawn nearer and farther, and put where it then stays', async () => {
    const { page, complaints } = await openGraph(`?from=${id('film')}`)
    await row(page, 'front').waitFor()
    const { pointOf } = await spotsIn(page)
    const front = pointOf('front')
    await page.mouse.click(front.x, front.y)
    const selected = page.getByRole('region', { name: 'Selected: front', exact: true })
    await selected.waitFor()
    await page.mouse.click(pointOf('film').x, pointOf('film').y - pointOf('film').height)
    await selected.waitFor({ state: 'detached' })

    // What lies just above it is the ground, until it is drawn nearer.
    const above = { x: front.x, y: front.y - front.height * 0.8 }
    await expect.poll(() => cursorAt(page, front)).toBe('pointer')
    await expect.poll(() => cursorAt(page, above)).toBe('grab')
    const zooms: readonly (() => Promise<unknown>)[] = [
      () => page.mouse.move(front.x, front.y).then(() => page.mouse.wheel(0, -600)),
      () => pinch(page, front, 40, 120),
    ]
    for (const zoom of zooms) {
      await zoom()
      await expect.poll(() => cursorAt(page, above)).toBe('pointer')
      expect(await cursorAt(page, front)).toBe('pointer')
      await page.getByRole('button', { name: 'Fit into view', exact: true }).click()
      await expect.poll(() => cursorAt(page, above)).toBe('grab')
    }

    await page.mouse.click(front.x, front.y)
    expect(await selected.getByRole('button', { name: 'Unpin', exact: true }).count()).toBe(0)
    await drag(page, front, { x: front.x + 90, y: front.y + 60 })
    await selected.getByRole('button', { name: 'Unpin', exact: true }).waitFor()
    const before = (await spotsIn(page)).places
    await page.getByRole('radio', { name: '4', exact: true }).click()
    await row(page, 'badge').waitFor()
    const after = await spotsIn(page)
    expect(after.places.get('front')).toEqual(before.get('front'))
    await selected.getByRole('button', { name: 'Unpin', exact: true }).click()
    await selected.getByRole('button', { name: 'Unpin', exact: true }).waitFor({ state: 'detached' })

    await page.getByRole('radio', { name: '1 step', exact: true }).click()
    await row(page, 'front').waitFor({ state: 'detached' })
    const poster = (await spotsIn(page)).pointOf('poster')
    await page.mouse.dblclick(poster.x, poster.y)
    await row(page, 'front').waitFor()
    expect(complaints).toEqual([])
  })

  test('relates two assets by drawing a line from one to the other, and takes it back if that is refused', async () => {
    const { page } = await openGraph(`?from=${id('film')},${id('alone')}`)
    await row(page, 'alone').waitFor()
    const { pointOf } = await spotsIn(page)
    const [from, to] = [pointOf('alone'), pointOf('film')]
    const dialog = page.getByRole('dialog', { name: 'Relate the two', exact: true })
    const draw = async () => {
      await page.mouse.move(from.x, from.y)
      const handle = { x: from.x + from.width / 2 + HANDLE, y: from.y }
      await expect.poll(() => cursorAt(page, handle)).toBe('crosshair')
      await drag(page, handle, to)
      await dialog.waitFor()
    }
    await draw()
    expect(await bothThemes(page)).toEqual([])
    await page.route('**/relations', (route) => route.abort())
    await dialog.getByRole('button', { name: 'Relate', exact: true }).click()
    await page.getByText('They could not be related').first().waitFor()
    await canvas(page)
      .and(page.getByLabel('Graph of 5 assets and 3 relations', { exact: true }))
      .waitFor()
    await page.unroute('**/relations')
    await draw()
    await dialog.getByRole('combobox').selectOption('poster_of')
    await dialog.getByRole('button', { name: 'Relate', exact: true }).click()
    await canvas(page)
      .and(page.getByLabel('Graph of 5 assets and 4 relations', { exact: true }))
      .waitFor()
    await page.getByText('alone is poster of film').first().waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    await canvas(page)
      .and(page.getByLabel('Graph of 5 assets and 3 relations', { exact: true }))
      .waitFor()
    expect((await relata.api('GET', `/related?asset=${id('alone')}`)).body.related).toEqual([])
  })

  test('is looked at by whoever may change nothing, who is offered no change', async () => {
    const { context, page } = await openWindow(browser, relata, { reducedMotion: true })
    await context.request.post('/api/account/session', { data: VIEWER, headers: { 'x-relata-page': '1' } })
    await page.goto(`/@demo/graph?from=${id('film')},${id('alone')}`)
    await row(page, 'alone').click()
    const selected = page.getByRole('region', { name: 'Selected: alone', exact: true })
    await selected.getByRole('button', { name: 'Path to…', exact: true }).click()
    await row(page, 'film').click()
    await page.getByText(/alone and film don’t hang together/).waitFor()
    await page.getByRole('button', { name: 'Show no path', exact: true }).click()
    expect(new URL(page.url()).searchParams.get('path')).toBeNull()
    expect(await selected.getByRole('button', { name: 'Relate to…', exact: true }).count()).toBe(0)
    const alone = (await spotsIn(page)).pointOf('alone')
    await expect.poll(() => cursorAt(page, alone)).toBe('pointer')
    expect(await cursorAt(page, { x: alone.x + alone.width / 2 + HANDLE, y: alone.y })).toBe('grab')
    await context.close()
  })

  test('exports what it shows as PNG and as SVG, with thumbnails', async () => {
    const { page } = await openGraph(`?from=${id('film')}`)
    await row(page, 'front').waitFor()
    const png = await exported(page, 'Picture (PNG)')
    expect(png.name).toMatch(/^film-graph-\d{4}-\d\d-\d\d\.png$/)
    const picture = await sharp(png.bytes).metadata()
    const { bytes } = await exported(page, 'Drawing (SVG)')
    const drawing = await sharp(bytes).metadata()
    expect([picture.format, drawing.format]).toEqual(['png', 'svg'])
    // Twice as large, for print.
    expect(Math.abs(picture.width! - 2 * drawing.width!)).toBeLessThan(4)
    const svg = bytes.toString()
    expect(svg.match(/<image [^>]*href="data:image\/jpeg;base64,/g)).toHaveLength(3)
    expect(svg).toContain('<title>poster, poster of, film</title>')
  })

  test('shows all that is within the steps by one button, counted as it comes, and a link keeps it', async () => {
    const { page, complaints } = await openGraph('?from=image/upload/hub&steps=1')
    const drawn = (label: string) =>
      canvas(page)
        .and(page.getByLabel(label, { exact: true }))
        .waitFor()
    await drawn('Graph of 501 assets and 500 relations')
    await page.getByText('501 assets of many: the nearest ones.').waitFor()
    const walks = await held(page, '**/walk')
    await page.getByRole('button', { name: 'Show all', exact: true }).click()
    await page.getByText('Finding all of them: 501 so far', { exact: true }).waitFor()
    await walks.next()
    await page.getByText('Finding all of them: 1,501 so far', { exact: true }).waitFor()
    await walks.next()
    await drawn('Graph of 1,601 assets and 1,600 relations')
    await page.getByRole('treeitem').last().and(page.locator('[aria-setsize="1600"]')).waitFor()
    await page.getByRole('button', { name: 'Show all', exact: true }).waitFor({ state: 'detached' })
    await walks.end()
    await page.reload()
    await drawn('Graph of 1,601 assets and 1,600 relations')

    // An export of so many tells how far it is, and can be given up.
    const thumbnails = await held(page, '**/c_limit*/**')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Picture (PNG)', exact: true }).click()
    const making = page.getByRole('dialog', { name: 'Making the picture', exact: true })
    await making.getByText('0 of 1,601 thumbnails', { exact: true }).waitFor()
    const told = async () => {
      await thumbnails.next()
      return making.getByText(/^[1-9]\d* of 1,601 thumbnails$/).count()
    }
    await expect.poll(told).toBe(1)
    await making.getByRole('button', { name: 'Cancel', exact: true }).click()
    await making.waitFor({ state: 'detached' })
    await thumbnails.end()
    const picture = await sharp((await exported(page, 'Picture (PNG)')).bytes).metadata()
    expect(picture.width! * picture.height!).toBeLessThan(12_100_000)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('says where there is nothing, and where an asset is gone', async () => {
    const { page } = await openGraph(`?from=${id('alone')}`)
    await page.getByRole('heading', { name: 'Nothing is related to this yet', exact: true }).waitFor()
    await page.goto('/@demo/graph?from=image/upload/nothing')
    await page.getByRole('heading', { name: 'There is no such asset any more', exact: true }).waitFor()
  })

  test.each(['light', 'dark'] as const)('everybody can use it, %s', async (theme) => {
    const { page } = await openSignedIn(browser, relata, { theme, reducedMotion: true })
    await page.goto('/@demo/graph')
    await page.getByRole('link', { name: /front/ }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.goto(`/@demo/graph?from=${id('film')}`)
    await row(page, 'front').click()
    await page.getByRole('region', { name: 'Selected: front', exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
  })
})
