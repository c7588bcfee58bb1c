import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { wav } from '../compat/files.ts'
import { bothThemes, openSignedIn, pinch, reached, startBrowser } from '../support/browser.ts'
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

/** What was left where the test is tried once more. */
const forget = (name: string) => relata.api('POST', '/assets/delete', { assets: [name], force: true })

beforeAll(async () => {
  ;[relata, browser] = await Promise.all([startTestRelata(), startBrowser()])
  for (const [name, [file, type, display_name]] of Object.entries(FILES))
    await upload(name, file, type, { display_name })
  const values = ['clay', 'sage'].map((value) => ({ external_id: value, value }))
  for (const [external_id, type, more] of [
    ['stock', 'integer', { validation: { type: 'less_than', value: 100 } }],
    ['shot', 'date', {}],
    ['glaze', 'enum', { datasource: { values } }],
    ['colours', 'set', { datasource: { values } }],
  ] as const) {
    const field = { external_id, type, label: external_id, ...more }
    const { status, text } = await relata.admin('POST', '/metadata_fields', field)
    if (status !== 200) throw new Error(text)
  }
  person = await openSignedIn(browser, relata, { reducedMotion: true })
  await person.context.grantPermissions(['clipboard-read', 'clipboard-write'])
})
afterAll(async () => {
  await browser?.close()
  await relata?.stop()
})
afterEach(async () => {
  for (const page of person.context.pages()) await page.close()
})

/** In a tab of one window, so that the page is fetched once; a deaf one doesn't hear of what others change. */
async function open(name: string, tab = '', isDeaf = false) {
  const complaints: string[] = []
  const page = await person.context.newPage()
  if (isDeaf) await page.route('**/history/events', (route) => route.abort())
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(`/@demo/assets/${id(name)}${tab && `?tab=${tab}`}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return { page, complaints }
}
const details = async (name: string): Promise<Json> => (await relata.api('GET', `/assets/${id(name)}`)).body
const undo = (page: Page) => page.getByRole('button', { name: 'Undo', exact: true }).last()

describe('a picture', () => {
  test('is looked at closely by buttons, keys, wheel, clicks, fingers and dragging', async () => {
    const { page, complaints } = await open('front')
    const picture = page.getByRole('group', { name: /^Picture/ })
    const image = picture.getByRole('img')
    const box = async () => (await image.boundingBox())!
    const scale = async () => Number.parseInt((await picture.locator('[aria-live]').textContent())!, 10)
    const stage = (await picture.boundingBox())!
    const middle = { x: stage.x + stage.width / 2, y: stage.y + stage.height / 2 }
    await expect.poll(scale).toBeGreaterThan(5)
    const fit = await scale()
    expect(fit).toBeLessThan(100)

    await picture.getByRole('button', { name: 'Zoom in', exact: true }).click()
    await expect.poll(scale).toBeGreaterThan(fit * 1.2)
    await picture.getByRole('button', { name: 'Zoom out', exact: true }).click()
    await expect.poll(scale).toBe(fit)
    await picture.getByRole('button', { name: '100 %', exact: true }).click()
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
    await picture.getByRole('button', { name: 'Fit', exact: true }).click()
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
    // A finger that the browser takes for scrolling has clicked on nothing.
    const session = await page.context().newCDPSession(page)
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] })
    await session.send('Input.dispatchTouchEvent', { type: 'touchCancel', touchPoints: [] })
    await picture.getByRole('button', { name: 'Zoom in', exact: true }).click()
    await expect.poll(scale).toBeGreaterThan(fit * 1.2)
    expect(await scale()).toBeLessThan(fit * 1.9)
    expect(complaints).toEqual([])
  })
})

describe('what is said of an asset', () => {
  test('is changed where it stands, and comes back where the server refuses it', async () => {
    await relata.api('PATCH', '/assets', {
      ...{ assets: [id('angle')], display_name: FILES.angle[2], folder: '', tags: [], context: { alt: null } },
      metadata: { stock: null, shot: null, glaze: null, colours: null },
    })
    const { page } = await open('angle', 'details')
    const said = page.getByLabel('Add a tag', { exact: true })
    await said.fill('hero, shop ,hero')
    await said.press('Enter')
    await page.getByText('Tags changed').first().waitFor()
    await page.getByRole('link', { name: 'shop', exact: true }).waitFor()
    expect((await details('angle')).tags).toEqual(['hero', 'shop'])
    await page.getByRole('button', { name: 'Take away shop', exact: true }).press('Enter')
    await reached(page.getByRole('button', { name: 'Take away hero', exact: true }))
    await expect.poll(() => page.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(2)
    expect((await details('angle')).tags).toEqual(['hero'])
    await undo(page).press('Enter')
    await page.getByRole('link', { name: 'shop', exact: true }).waitFor()
    await reached(page.getByRole('button', { name: 'Take away hero', exact: true }))
    await page.getByRole('button', { name: 'Take away shop', exact: true }).click()
    await reached(page.getByRole('button', { name: 'Take away hero', exact: true }))
    await page.getByRole('button', { name: 'Take away hero', exact: true }).click()
    await page.getByRole('link', { name: 'hero', exact: true }).waitFor({ state: 'detached' })
    await page.evaluate('new Promise((resolve) => setTimeout(resolve))')
    expect(await said.evaluate((field) => field.matches(':focus'))).toBe(false)

    const adding = page.getByRole('button', { name: 'Add a pair', exact: true })
    await adding.click()
    await page.getByLabel('Key', { exact: true }).fill('alt')
    await page.getByLabel('Value', { exact: true }).fill('A tern, seen from the left')
    await page.keyboard.press('Enter')
    await page.getByRole('img', { name: 'A tern, seen from the left', exact: true }).waitFor()
    await reached(adding)
    await page.getByRole('textbox', { name: 'alt', exact: true }).fill('A tern')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await details('angle')).context).toEqual({ alt: 'A tern' })
    await page.getByRole('button', { name: 'Take away alt', exact: true }).press('Enter')
    await reached(adding)
    await expect.poll(async () => (await details('angle')).context).toEqual({})

    const metadata = async () =>
      Object.fromEntries((await details('angle')).metadata.map(({ external_id, value }: Json) => [external_id, value]))
    const stock = page.getByLabel('stock', { exact: true })
    await stock.fill('12')
    await stock.press('Enter')
    await page.getByRole('combobox', { name: 'glaze', exact: true }).selectOption('sage')
    const clay = page
      .getByRole('group', { name: 'colours', exact: true })
      .getByRole('checkbox', { name: 'clay', exact: true })
    await clay.click()
    await expect.poll(() => clay.isChecked()).toBe(true)
    await page.getByLabel('shot', { exact: true }).fill('2026-05-17')
    await page.getByLabel('shot', { exact: true }).press('Enter')
    await expect.poll(metadata).toEqual({ stock: 12, glaze: 'sage', colours: ['clay'], shot: '2026-05-17' })
    await stock.fill('100')
    await stock.press('Enter')
    await page.getByText('It could not be saved').first().waitFor()
    await page
      .getByText(/Invalid value for metadata field stock/)
      .first()
      .waitFor()
    await expect.poll(() => stock.inputValue()).toBe('12')
    await stock.fill('')
    await stock.press('Enter')
    await expect.poll(metadata).toEqual({ glaze: 'sage', colours: ['clay'], shot: '2026-05-17' })

    const name = page.getByRole('textbox', { name: 'Name', exact: true })
    await name.fill('Not this')
    await name.press('Escape')
    expect(await name.inputValue()).toBe('Tern, from the left')
    await name.fill('x'.repeat(300))
    await name.press('Enter')
    await page
      .getByText(/display_name/)
      .first()
      .waitFor()
    await page.getByRole('heading', { name: 'Tern, from the left', level: 1, exact: true }).waitFor()
    await expect.poll(() => name.inputValue()).toBe('Tern, from the left')
    const folder = page.getByRole('textbox', { name: 'Folder', exact: true })
    await folder.fill('Shop/Tern')
    await folder.press('Enter')
    await page.getByRole('link', { name: 'Shop/Tern', exact: true }).waitFor()
    await expect.poll(async () => (await details('angle')).folder).toBe('Shop/Tern')
    expect(await bothThemes(page)).toEqual([])
  })

  test('says that nothing was saved of an asset that is gone by then', async () => {
    await upload('gone', 'gone.txt', 'raw', { display_name: 'Soon gone' }, new TextEncoder().encode('x'))
    const { page } = await open('gone', 'details', true)
    await page.getByLabel('Add a tag', { exact: true }).fill('late')
    await relata.api('POST', '/assets/delete', { assets: [id('gone')] })
    await page.getByLabel('Add a tag', { exact: true }).press('Enter')
    await page.getByText('It could not be saved').first().waitFor()
  })
})

describe('the names of an asset', () => {
  test('are changed by a dialog, which says what is wrong with them', async () => {
    const { page, complaints } = await open('poster')
    const dialog = page.getByRole('dialog', { name: 'Rename', exact: true })
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: /^Rename/ }).click()
    await dialog.waitFor()
    expect(await bothThemes(page)).toEqual([])
    expect(await dialog.getByRole('button', { name: 'Rename', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('Public ID', { exact: true }).fill('tern/front')
    await dialog.getByLabel('Name', { exact: true }).fill('The poster')
    await dialog.getByRole('button', { name: 'Rename', exact: true }).click()
    await dialog
      .getByRole('alert')
      .getByText(/exists/)
      .waitFor()
    expect(await details('poster')).toMatchObject({ public_id: 'tern/poster', display_name: 'Poster of the film' })
    await dialog.getByLabel('Public ID', { exact: true }).fill('tern/the-poster')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    // Whoever works by keys is where they came from.
    await reached(page.getByRole('button', { name: 'More', exact: true }))
    await page.getByRole('heading', { name: 'The poster', level: 1, exact: true }).waitFor()
    expect(await details('poster')).toMatchObject({ public_id: 'tern/the-poster', display_name: 'The poster' })
    await undo(page).click()
    await page.getByRole('heading', { name: 'Poster of the film', level: 1, exact: true }).waitFor()
    const undone = { public_id: 'tern/poster', display_name: 'Poster of the film' }
    await expect.poll(() => details('poster')).toMatchObject(undone)
    // The browser itself logs the refused call.
    expect(complaints.filter((text) => !/40[09]/.test(text))).toEqual([])
  })
})

describe('the versions of an asset', () => {
  test('are brought back, and its history takes back what was done', async () => {
    await forget('image/upload/tern/shot')
    await upload('shot', 'dusk-day.jpg', 'image', { backup: true, display_name: 'Dusk' })
    const first = await details('shot')
    await upload('shot', 'dusk-night.jpg', 'image', { backup: true, display_name: 'Dusk' })
    expect((await details('shot')).url).not.toBe(first.url)
    const { page, complaints } = await open('shot', 'versions')
    await page.getByText('2 versions').waitFor()
    const versions = page.getByRole('tabpanel', { name: 'Versions', exact: true }).getByRole('listitem')
    await versions.nth(1).getByRole('button', { name: 'Bring back', exact: true }).click()
    await page.getByText('It has that file again').first().waitFor()
    await versions.nth(1).getByText('Current').waitFor()
    await reached(versions.nth(0).getByRole('button', { name: 'Bring back', exact: true }))
    expect(await versions.getByRole('button', { name: 'Bring back', exact: true }).count()).toBe(1)
    expect((await details('shot')).etag).toBe(first.etag)
    await undo(page).click()
    await versions.nth(0).getByText('Current', { exact: true }).waitFor()
    expect((await details('shot')).etag).not.toBe(first.etag)

    await relata.api('PATCH', '/assets', { assets: [id('shot')], add_tags: ['dusk'] })
    await page.getByRole('tab', { name: 'History', exact: true }).click()
    const changes = page.getByRole('tabpanel', { name: 'History', exact: true })
    await changes
      .getByText(/changed tags of/)
      .first()
      .waitFor()
    await changes.getByRole('button', { name: 'Undo', exact: true }).first().click()
    await changes.getByText(/took back: changed tags/).waitFor()
    expect((await details('shot')).tags).toEqual([])
    // The file that came back last gives way to the one before; an upload is nothing that could be taken back.
    const restored = changes.getByRole('listitem').filter({ hasText: 'brought back an earlier file' })
    await restored.first().getByRole('button', { name: 'Undo', exact: true }).click()
    await changes.getByText(/took back: brought back an earlier file/).waitFor()
    expect((await details('shot')).etag).toBe(first.etag)
    const uploads = changes.getByRole('listitem').filter({ hasText: /uploaded ‘shot’/ })
    expect(await uploads.count()).toBe(2)
    expect(await uploads.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(0)
    await page.getByRole('tab', { name: /^Related/ }).click()
    await changes.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })
})

describe('what programs use', () => {
  test('is copied with one click', async () => {
    const { page } = await open('film', 'use')
    const copied = () => page.evaluate<string>('navigator.clipboard.readText()')
    const { secure_url: url } = await details('film')
    // It says so for a moment.
    await Promise.all([
      page.getByRole('button', { name: 'Copied', exact: true }).waitFor(),
      page.getByRole('button', { name: 'Copy Delivery URL', exact: true }).click(),
    ])
    expect(await copied()).toBe(url)
    expect((await fetch(await copied())).headers.get('content-type')).toBe('video/mp4')
    await page.getByRole('button', { name: 'Copy This page', exact: true }).click()
    await expect.poll(copied).toBe(`${relata.url}/@demo/assets/${id('film')}`)
    await page.getByRole('radio', { name: 'curl', exact: true }).click()
    await page.getByRole('button', { name: /^Copy Read it/ }).click()
    await expect.poll(copied).toContain(`/resources/video/upload/tern/film?related=true`)
    await page.reload()
    await expect.poll(() => page.getByRole('radio', { name: 'curl', exact: true }).isChecked()).toBe(true)
  })
})

describe('the preview', () => {
  test('shows texts as text, documents page by page, recordings with their cover, and says what it can’t show', async () => {
    const { page, complaints } = await open('subtitles')
    await page.getByRole('region', { name: 'Text of the file', exact: true }).getByText('WEBVTT').waitFor()
    await page.getByText('VTT · 257 B', { exact: true }).waitFor()
    await upload('list', 'list.json', 'raw', {}, new TextEncoder().encode('{"a":[1,2],"b":"<b>"}'))
    await page.goto(`/@demo/assets/${id('list')}`)
    await page.getByText('"b": "<b>"').waitFor()
    await upload('long', 'long.txt', 'raw', {}, Buffer.alloc(600_000, 'sixteen letters '))
    await page.goto(`/@demo/assets/${id('long')}`)
    await page.getByText('The first 512 kB of 600 kB', { exact: true }).waitFor()
    await upload('page', 'page.html', 'raw', {}, new TextEncoder().encode('<h1>Not a heading</h1>'))
    await page.goto(`/@demo/assets/${id('page')}`)
    await page.getByText('<h1>Not a heading</h1>', { exact: true }).waitFor()
    expect(await page.getByRole('heading', { name: 'Not a heading', exact: true }).count()).toBe(0)

    const { pages } = await details('manual')
    expect(pages).toBeGreaterThan(1)
    await page.goto(`/@demo/assets/${id('manual')}`)
    const sheets = page.getByRole('region', { name: 'Pages', exact: true }).getByRole('img')
    await page.getByText(`${pages} / ${pages}`).waitFor()
    expect(await sheets.count()).toBe(pages)
    const isLoaded = (i: number) => sheets.nth(i).evaluate((image) => (image as unknown as Json).naturalWidth > 0)
    await expect.poll(() => isLoaded(0)).toBe(true)
    await sheets.last().scrollIntoViewIfNeeded()
    await expect.poll(() => isLoaded(pages - 1)).toBe(true)

    await upload('sound', 'sound.wav', 'video', { display_name: 'Wind' }, wav())
    await relata.api('POST', '/relations', { relations: [{ from: id('sound'), to: id('poster'), kind: 'has_poster' }] })
    await page.goto(`/@demo/assets/${id('sound')}`)
    const sound = page.locator('audio[aria-label=Wind]')
    await expect.poll(() => sound.evaluate((element) => (element as unknown as Json).duration)).toBe(1)
    await page.getByRole('main').locator('[data-state=shown] img').first().waitFor()

    await upload('box', 'box.bin', 'raw', {}, new Uint8Array(8))
    await page.goto(`/@demo/assets/${id('box')}`)
    await page.getByText('BIN files can’t be shown here', { exact: true }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('main').getByRole('button', { name: 'Download', exact: true }).last().click(),
    ])
    expect(download.suggestedFilename()).toBe('box.bin')
    expect(await readFile(await download.path())).toEqual(Buffer.alloc(8))
    expect(complaints).toEqual([])
  })
})

const choose = async (page: Page, item: RegExp) => {
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
  return page.getByRole('dialog')
}
const relate = async (from: string, kind: string, to: string) => {
  const { body } = await relata.api('POST', '/relations', { relations: [{ from: id(from), kind, to: id(to) }] })
  expect(body.counts.failed).toBe(0)
}

describe('what belongs to an asset', () => {
  test('is taken along as a zip, or by a link that works for anybody until it is revoked', async () => {
    await relate('poster', 'poster_of', 'film')
    await relate('subtitles', 'transcript_of', 'film')
    await relate('poster', 'derived_from', 'front')
    for (const link of (await relata.api('GET', '/bundle/links')).body.links)
      await relata.api('POST', `/bundle/links/${link.id}/revoke`)
    const { page } = await open('film', '', true)
    let dialog = await choose(page, /^Bundle/)
    await dialog.getByLabel('How far', { exact: true }).selectOption('Two steps away')
    await dialog.getByRole('checkbox', { name: 'transcript of', exact: true }).uncheck()
    expect(await bothThemes(page)).toEqual([])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download', exact: true }).click(),
    ])
    expect(download.suggestedFilename()).toBe('Tern, the film.zip')
    const entriesOf = (zip: Uint8Array) => {
      const entries = unzipSync(zip)
      const manifest = strFromU8(entries['manifest.jsonld']!)
      return { files: Object.keys(entries).filter((name) => /\.(mp4|jpg|vtt)$/.test(name)), manifest }
    }
    const taken = entriesOf(await readFile(await download.path()))
    expect(taken.files.sort()).toEqual(
      ['film.mp4', 'front.jpg', 'poster.jpg'].map((name) => expect.stringContaining(name)),
    )
    expect(taken.manifest).toContain('derived_from')
    expect(taken.manifest).not.toContain('transcript_of')
    await dialog.waitFor({ state: 'detached' })

    dialog = await choose(page, /^Bundle/)
    await dialog.getByLabel('A link works for', { exact: true }).selectOption('1 day')
    await dialog.getByRole('button', { name: 'Make a link', exact: true }).click()
    const url = (await dialog.getByRole('status').locator('code').textContent())!
    const opened = await fetch(url)
    expect(opened.headers.get('content-type')).toBe('application/zip')
    expect(entriesOf(new Uint8Array(await opened.arrayBuffer())).files.length).toBe(3)
    const links = dialog.getByRole('region', { name: 'Links that work', exact: true })
    await links.getByText('tern/film', { exact: true }).waitFor()
    expect(await bothThemes(page)).toEqual([])
    await links.getByRole('button', { name: 'Revoke the link to tern/film', exact: true }).press('Enter')
    await links.waitFor({ state: 'detached' })
    await page.locator('[role=dialog]:focus-within :focus').waitFor()
    // Neither is it offered any more where it was made.
    await dialog.getByRole('status').waitFor({ state: 'detached' })
    await expect.poll(async () => (await fetch(url)).status).toBe(403)

    await dialog.getByRole('button', { name: 'Make a link', exact: true }).click()
    await links.getByText('tern/film', { exact: true }).waitFor()
    await page.route('**/revoke', (route) => route.abort())
    await links.getByRole('button', { name: 'Revoke the link to tern/film', exact: true }).click()
    await page.getByText('The link still works').first().waitFor()
    await links.getByText('tern/film', { exact: true }).waitFor()
    await page.unroute('**/revoke')
    // Somebody else is quicker, and that is as good.
    const [{ id: made }] = (await relata.api('GET', '/bundle/links')).body.links
    await relata.api('POST', `/bundle/links/${made}/revoke`)
    await links.getByRole('button', { name: 'Revoke the link to tern/film', exact: true }).click()
    await links.waitFor({ state: 'detached' })
    await dialog.getByRole('status').waitFor({ state: 'detached' })
    expect(await page.getByText('The link still works', { exact: true }).count()).toBe(1)
  })

  test('is shown before the asset is deleted, and keeps it where its kind protects it', async () => {
    await relata.api('POST', '/kinds', { name: 'licence_of', inverse: 'has_licence', protects: 'subject' })
    const text = new TextEncoder().encode('Free to use')
    await forget('raw/upload/tern/licence.txt')
    await upload('licence', 'licence.txt', 'raw', { display_name: 'The licence' }, text)
    const { page } = await open('licence', '', true)
    let dialog = await choose(page, /^Delete/)
    await dialog.getByText('Nothing is related to it').waitFor()
    // Somebody else is quicker.
    await relate('licence', 'licence_of', 'front')
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
    await dialog
      .getByRole('alert')
      .getByText(/protected/)
      .waitFor()
    expect(new URL(page.url()).pathname).toBe(`/@demo/assets/${id('licence')}`)
    await page.keyboard.press('Escape')

    dialog = await choose(page, /^Delete/)
    await dialog.getByText('1 relation would be missing from what stays').waitFor()
    await dialog.getByRole('listitem').filter({ hasText: 'Tern, front' }).getByText('licence of').waitFor()
    const button = dialog.getByRole('button', { name: 'Delete', exact: true })
    await expect.poll(() => button.isDisabled()).toBe(true)
    await dialog.getByLabel('Delete what is protected, too', { exact: true }).check()
    expect(await bothThemes(page)).toEqual([])
    await button.click()
    await page.getByText('Deleted 1 asset').first().waitFor()
    await page.getByRole('grid', { name: 'Assets', exact: true }).waitFor()
    expect((await relata.api('GET', `/assets/${id('licence')}`)).status).toBe(404)
    await undo(page).click()
    await page.getByText('Brought back 1 asset').first().waitFor()
    await page.getByRole('gridcell', { name: /^The licence/ }).waitFor()
    expect((await details('licence')).relation_counts).toEqual({ licence_of: 1 })
  })
})
