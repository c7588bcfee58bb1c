import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSignedIn, startBrowser, violations } from '../support/browser.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
let person: Awaited<ReturnType<typeof openSignedIn>>
const ids = new Map<string, string>()
const id = (name: string) => ids.get(name)!

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

beforeAll(async () => {
  ;[relata, browser] = await Promise.all([startTestRelata(), startBrowser()])
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
})
afterAll(async () => {
  await browser.close()
  await relata.stop()
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
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item }).click(),
  ])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

/** Where the middle of each asset is, as the drawing says it. */
async function placesIn(page: Page): Promise<Map<string, string>> {
  const svg = (await exported(page, 'Drawing (SVG)')).bytes.toString()
  const frame = /<g><title>([^<,]+)<\/title><(?:image|rect) x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/g
  const middle = (start: string | undefined, size: string | undefined) => (Number(start) + Number(size) / 2).toFixed(0)
  return new Map([...svg.matchAll(frame)].map(([, name, x, y, w, h]) => [name!, `${middle(x, w)} ${middle(y, h)}`]))
}

describe('the graph', () => {
  test('begins with those that hold most together, or with a search', async () => {
    const { page, complaints } = await openGraph('')
    await page.getByRole('link', { name: /front/ }).waitFor()
    await page.getByRole('searchbox', { name: 'Start from an asset' }).fill('subtitles')
    await page.getByRole('link', { name: /subtitles/ }).click()
    await row(page, 'film').waitFor()
    expect(new URL(page.url()).search).toBe(`?from=${id('subtitles')}`)
    expect(complaints).toEqual([])
  })

  test('shows what is within the steps, opens up and folds assets, and keeps the rest where it is', async () => {
    const { page, complaints } = await openGraph(`?from=${id('film')}`)
    await canvas(page).and(page.getByLabel('Graph of 4 assets and 3 relations')).waitFor()
    expect(await names(page)).toEqual(['film', 'poster', 'front', 'subtitles'])
    await row(page, 'front').click()
    const before = await placesIn(page)
    const selected = page.getByRole('region', { name: 'Selected: front' })
    await selected.getByText('1 relation not shown').waitFor()
    await selected.getByRole('button', { name: 'Expand' }).click()
    await canvas(page).and(page.getByLabel('Graph of 5 assets and 4 relations')).waitFor()
    const after = await placesIn(page)
    expect([...before.keys()].map((name) => after.get(name))).toEqual([...before.values()])
    expect([...after.keys()]).toContain('manual')
    await selected.getByRole('button', { name: 'Collapse' }).click()
    await row(page, 'manual').waitFor({ state: 'detached' })
    await selected.getByRole('button', { name: 'Expand' }).click()
    await page.getByRole('radio', { name: '4' }).click()
    await row(page, 'badge').waitFor()
    expect(complaints).toEqual([])
  })

  test('tells the shortest way between two assets in words', async () => {
    const { page } = await openGraph(`?from=${id('film')}&steps=4`)
    await row(page, 'film').click()
    await page.getByRole('button', { name: 'Path to…' }).click()
    await page.getByText('Pick the asset to find the way to from').waitFor()
    await row(page, 'manual').click()
    await page
      .getByText('film has poster poster, which is derived from front, which has manual manual.', { exact: true })
      .waitFor()
    expect(new URL(page.url()).searchParams.get('path')).toBe(`${id('film')},${id('manual')}`)
  })

  test('filters by kinds and by types, with their numbers, and a link keeps it', async () => {
    const { page } = await openGraph(`?from=${id('film')}`)
    const kind = page.getByRole('button', { name: 'transcript of 1' })
    await kind.click()
    await row(page, 'subtitles').waitFor({ state: 'detached' })
    await page.reload()
    await row(page, 'front').waitFor()
    expect(await names(page)).toEqual(['film', 'poster', 'front'])
    await kind.click()
    await page.getByRole('button', { name: 'Images 2' }).click()
    await row(page, 'poster').waitFor({ state: 'detached' })
    expect(await names(page)).toEqual(['film', 'subtitles'])
  })

  test('is worked by keys alone, on the canvas and in the list', async () => {
    const { page } = await openGraph(`?from=${id('film')}`)
    await canvas(page).focus()
    await page.keyboard.press('Home')
    await page.getByRole('region', { name: 'Selected: film' }).waitFor()
    expect(await row(page, 'film').getAttribute('aria-selected')).toBe('true')
    for (const key of ['+', '-', '0', 'Escape']) await page.keyboard.press(key)
    await page.getByRole('region', { name: 'Selected: film' }).waitFor({ state: 'detached' })
    await page.getByRole('tree').focus()
    for (const key of ['Home', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
    await page.getByRole('region', { name: 'Selected: front' }).waitFor()
    await page.keyboard.press('Enter')
    await row(page, 'manual').waitFor()
    await page.keyboard.press('ArrowLeft')
    await row(page, 'manual').waitFor({ state: 'detached' })
    const search = page.getByRole('searchbox', { name: 'Find in the graph' })
    await search.fill('sub')
    await page.getByText('1 match').waitFor()
    await search.press('Enter')
    await page.getByRole('region', { name: 'Selected: subtitles' }).waitFor()
  })

  test('relates two assets from within, by a kind that is chosen', async () => {
    const { page } = await openGraph(`?from=${id('film')},${id('alone')}`)
    await row(page, 'alone').click()
    await page.getByRole('button', { name: 'Relate to…' }).click()
    await row(page, 'film').click()
    await page.getByRole('combobox', { name: 'How they belong together' }).selectOption('poster_of')
    await page.getByRole('button', { name: 'Relate', exact: true }).click()
    await canvas(page).and(page.getByLabel('Graph of 5 assets and 4 relations')).waitFor()
    const { body } = await relata.api('DELETE', '/relations', {
      relations: [{ from: id('alone'), to: id('film'), kind: 'poster_of' }],
    })
    expect(body.results).toMatchObject([{ outcome: 'unrelated' }])
    // The page hears of it.
    await canvas(page).and(page.getByLabel('Graph of 5 assets and 3 relations')).waitFor()
  })

  test('exports what it shows as PNG and as SVG, with thumbnails', async () => {
    const { page } = await openGraph(`?from=${id('film')}`)
    await row(page, 'front').waitFor()
    const png = await exported(page, 'Picture (PNG)')
    expect(png.name).toMatch(/^film-graph-\d{4}-\d\d-\d\d\.png$/)
    expect(png.bytes.subarray(1, 4).toString()).toBe('PNG')
    expect(png.bytes.length).toBeGreaterThan(10_000)
    const svg = (await exported(page, 'Drawing (SVG)')).bytes.toString()
    expect(svg.match(/<image [^>]*href="data:image\/png;base64,/g)).toHaveLength(3)
    expect(svg).toContain('<title>poster, poster of, film</title>')
  })

  test('says where there is nothing, and where an asset is gone', async () => {
    const { page } = await openGraph(`?from=${id('alone')}`)
    await page.getByRole('heading', { name: 'Nothing is related to this yet' }).waitFor()
    await page.goto('/@demo/graph?from=image/upload/nothing')
    await page.getByRole('heading', { name: 'There is no such asset any more' }).waitFor()
  })

  test.each(['light', 'dark'] as const)('everybody can use it, %s', async (theme) => {
    const { page } = await openSignedIn(browser, relata, { theme, reducedMotion: true })
    await page.goto('/@demo/graph')
    await page.getByRole('link', { name: /front/ }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.goto(`/@demo/graph?from=${id('film')}`)
    await row(page, 'front').click()
    await page.getByRole('region', { name: 'Selected: front' }).waitFor()
    expect(await violations(page)).toEqual([])
  })
})
