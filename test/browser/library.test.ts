import { readFile, rm } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeLibrary } from '../../bench/library.ts'
import { openSignedIn, reached, startBrowser, violations } from '../support/browser.ts'
import { type Json, type Key, startTestRelata, type TestRelata } from '../support/relata.ts'

const ROWS = 10_000
const FILES = [
  ['tern', 'tern-front.jpg', 'image', { tags: 'product,hero', asset_folder: 'Shop/Tern', display_name: 'Tern' }],
  ['film', 'tern-film.mp4', 'video', { tags: 'product', asset_folder: 'Shop', display_name: 'The film' }],
  ['film.srt', 'tern-film.srt', 'raw', { asset_folder: 'Shop', display_name: 'Subtitles' }],
  ['manual', 'tern-manual.pdf', 'image', { type: 'private', asset_folder: 'Shop/Tern', display_name: 'Manual' }],
] as const

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
let empty: Key
let folder: string
beforeAll(async () => {
  folder = await makeLibrary(ROWS, false)
  ;[relata, browser] = await Promise.all([startTestRelata({ dataFolder: folder }), startBrowser()])
  for (const [publicId, file, type, options] of FILES) {
    const { status, text } = await relata.upload(
      await readFile(`demo/files/${file}`),
      { public_id: publicId, ...options },
      type,
      file,
    )
    expect([publicId, status, text]).toEqual([publicId, 200, expect.anything()])
  }
  empty = await relata.addCloud('empty')
})
afterAll(async () => {
  await browser.close()
  await relata.stop()
  await rm(folder, { recursive: true, force: true })
})

const open = async (path = '', visit = {}, key: Key = relata) => {
  const { page, complaints } = await openSignedIn(browser, relata, visit, key)
  await page.goto(`/@${key.cloudName}/library${path}`)
  return { page, complaints }
}
const tile = (page: Page, name: RegExp | string) => page.getByRole('gridcell', { name, exact: true })
/** Of the assets themselves, not of what is tried with them. */
const SHOP = '?folder=Shop&subfolders=true&sort=name'

describe('a library of 10,000 assets', () => {
  test('has a scroll bar that tells the truth: at its end are the last ones, and few are there at a time', async () => {
    const { page } = await open('?sort=name')
    await page.getByText('10,004 assets', { exact: true }).waitFor()
    await tile(page, /^0000001, JPG/).waitFor()
    const grid = page.getByRole('grid', { name: 'Assets', exact: true })
    await grid.evaluate((element) => {
      const box = element.parentElement!
      box.scrollTop = box.scrollHeight
    })
    await tile(page, /^The film/).waitFor()
    expect(await page.getByRole('gridcell').count()).toBeLessThan(120)
    const rows = Number(await grid.getAttribute('aria-rowcount'))
    const last = await grid.getByRole('row').last().getAttribute('aria-rowindex')
    expect([Number(last), rows > 1000]).toEqual([rows, true])
  })

  test('is gone through and selected by the keyboard alone; what is opened is where one comes back to', async () => {
    const { page } = await open(SHOP)
    await tile(page, /^Manual/).waitFor()
    const color = (name: RegExp) => tile(page, name).evaluate(({ style }) => style.backgroundColor)
    // What stands for the picture of a document is neutral.
    expect([await color(/^Tern/), await color(/^Manual/)]).toEqual(['rgb(204, 204, 170)', ''])
    await tile(page, /^Manual/).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+ArrowRight')
    const bar = page.getByRole('toolbar', { name: 'Selected assets', exact: true })
    await bar.getByText('2 assets', { exact: true }).waitFor()
    await page.keyboard.press('Shift+ArrowLeft')
    await bar.getByText('1 asset', { exact: true }).waitFor()
    expect(await tile(page, /^Subtitles/).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Control+a')
    await bar.getByText('4 assets', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/assets\/[0-9a-f]{32}$/)
    await page.goBack()
    await tile(page, /^The film/).waitFor()
    await page.locator(':focus').getByText('The film, Video, MP4').waitFor()
  })

  test('has as many selected as can be, and says how many are not', async () => {
    const { page } = await open('?sort=name')
    await tile(page, /^0000001, JPG/).focus()
    await page.keyboard.press('Control+a')
    await page.getByText('1,000 assets are selected, as many as can be at once', { exact: true }).waitFor()
    await page.getByText('9,004 more are not.', { exact: true }).waitFor()
  })

  test('selects by clicks, ranges and a rectangle', async () => {
    const { page } = await open(SHOP)
    const bar = page.getByRole('toolbar', { name: 'Selected assets', exact: true })
    await tile(page, /^Manual/).click()
    await tile(page, /^The film/).click({ modifiers: ['Shift'] })
    await bar.getByText('4 assets', { exact: true }).waitFor()
    await tile(page, /^Tern/).click({ modifiers: ['Control'] })
    await bar.getByText('3 assets', { exact: true }).waitFor()
    const first = (await tile(page, /^Manual/).boundingBox())!
    const second = (await tile(page, /^Subtitles/).boundingBox())!
    await page.mouse.move(second.x + second.width - 5, second.y + second.height + 60)
    await page.mouse.down()
    await page.mouse.move(first.x + 20, first.y + 20, { steps: 5 })
    await page.mouse.up()
    await bar.getByText('2 assets', { exact: true }).waitFor()
    expect(await tile(page, /^Subtitles/).getAttribute('aria-selected')).toBe('true')
  })
})

describe('an asset that was opened from a list', () => {
  test('has the one before and the one after, by buttons and keys; coming back, one is on what was seen last', async () => {
    const { page } = await open(SHOP)
    await tile(page, /^Manual/).focus()
    await page.keyboard.press('Enter')
    const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
    const pager = page.getByRole('navigation', { name: 'Assets of the list', exact: true })
    await pager.getByText('1 of 4').waitFor()
    expect(await pager.getByRole('button', { name: 'Previous asset', exact: true }).isDisabled()).toBe(true)
    await pager.getByRole('button', { name: 'Next asset', exact: true }).click()
    await heading('Subtitles').waitFor()
    await page.keyboard.press(']')
    await heading('Tern').waitFor()
    await page.keyboard.press('ArrowRight')
    await heading('The film').waitFor()
    await page.getByRole('tab', { name: 'Details', exact: true }).click()
    await page.keyboard.press('ArrowLeft')
    await page.getByRole('tab', { name: /^Related/, selected: true }).waitFor()
    await heading('The film').waitFor()
    await page.keyboard.press('[')
    await heading('Tern').waitFor()
    await page.reload()
    await pager.getByText('3 of 4').waitFor()
    await relata.api('PATCH', '/assets', { assets: ['image/upload/tern'], display_name: 'A tern' })
    await heading('A tern').waitFor()
    await pager.getByText('3 of 4').waitFor()
    await page.keyboard.press(']')
    await heading('The film').waitFor()
    await relata.api('PATCH', '/assets', { assets: ['image/upload/tern'], display_name: 'Tern' })
    await page.goBack()
    await page.locator(':focus').getByText('The film, Video, MP4').waitFor()
  })

  test('keeps the focus where the list ends, and takes nobody back who has left it', async () => {
    const { page } = await open(SHOP)
    await tile(page, /^Subtitles/).waitFor()
    const { body } = await relata.api('GET', '/assets/by-ids?asset_ids[]=raw/upload/film.srt')
    const held = Promise.withResolvers<void>()
    await page.route(`**/assets/${body.assets[0].asset_id}`, async (route) => {
      await held.promise
      await route.continue()
    })
    await tile(page, /^Manual/).focus()
    await page.keyboard.press('Enter')
    const pager = page.getByRole('navigation', { name: 'Assets of the list', exact: true })
    await pager.getByText('1 of 4').waitFor()
    await page.keyboard.press(']')
    await page.getByRole('link', { name: 'Overview', exact: true }).click()
    await page.getByRole('heading', { name: 'Overview', level: 1, exact: true }).waitFor()
    const answered = page.waitForResponse((response) => response.url().endsWith(body.assets[0].asset_id))
    held.resolve()
    await (await answered).finished()
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
    expect(new URL(page.url()).pathname).toBe('/@bench/overview')

    await page.goBack()
    await pager.getByText('1 of 4').waitFor()
    const next = pager.getByRole('button', { name: 'Next asset', exact: true })
    for (const at of [2, 3, 4]) {
      await next.press('Enter')
      await pager.getByText(`${at} of 4`).waitFor()
    }
    expect(await next.isDisabled()).toBe(true)
    await reached(next)
  })

  test('of thousands, has those next to it as well, wherever it stands', async () => {
    const { page } = await open('?sort=name&direction=desc')
    await tile(page, /^The film/).focus()
    await page.keyboard.press('End')
    await page.locator(':focus').getByText('0000001, JPG', { exact: true }).waitFor()
    await page.keyboard.press('Enter')
    const pager = page.getByRole('navigation', { name: 'Assets of the list', exact: true })
    await pager.getByText('10,004 of 10,004').waitFor()
    for (let i = 0; i < 110; i++) await page.keyboard.press('[')
    await pager.getByText('9,894 of 10,004').waitFor()
    await page.getByRole('heading', { level: 1, name: '0000111', exact: true }).waitFor()
  })

  test('leads back to the list when it is deleted', async () => {
    const { page } = await open(SHOP)
    await tile(page, /^Subtitles/).dblclick()
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete …', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('3 assets', { exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe(SHOP)
    await page.locator(':focus').getByText('Tern, JPG', { exact: true }).waitFor()
    await relata.api('POST', '/assets/restore', { assets: ['raw/upload/film.srt'] })
    await tile(page, /^Subtitles/).waitFor()
  })

  test('of what another is related to, has the next one of those', async () => {
    const related = (to: string) => ({ from: 'image/upload/tern', to })
    const others = ['video/upload/film', 'raw/upload/film.srt']
    const { body } = await relata.api('POST', '/relations', { relations: others.map(related) })
    expect(body.counts.changed).toBe(2)
    const { page } = await open(SHOP)
    await tile(page, /^Tern/).dblclick()
    await page.getByRole('link', { name: /^The film/ }).click()
    const pager = page.getByRole('navigation', { name: 'Assets of the list', exact: true })
    await pager.getByText('1 of 2').waitFor()
    await page.keyboard.press(']')
    await page.getByRole('heading', { level: 1, name: 'Subtitles', exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
    await relata.api('DELETE', '/relations', { relations: others.map(related) })
  })
})

test('a document opens in the viewer of the browser, and can do nothing else', async () => {
  const { page, complaints } = await open(SHOP)
  const { body } = await relata.api('GET', '/assets/by-ids?asset_ids[]=image/private/manual')
  const answer = await page.request.get(body.assets[0].url)
  expect(answer.headers()['content-security-policy']).toMatch(/^default-src 'none';.* object-src 'self'$/)
  await page.goto(body.assets[0].url)
  await expect.poll(() => page.frames().some((frame) => frame.url().startsWith('chrome-extension:'))).toBe(true)
  expect(complaints.filter((text) => text.includes('Policy'))).toEqual([])
})

describe('what is shown', () => {
  test('is what the address says, whatever of it is changed, and back again', async () => {
    const { page } = await open(`${SHOP}&tag=product&view=list`)
    await page.getByText('2 assets', { exact: true }).waitFor()
    await page.getByRole('row', { name: /The film/ }).waitFor()
    await page.getByRole('columnheader', { name: 'Size', exact: true }).getByRole('button').click()
    await page.waitForURL(/sort=bytes/)
    const size = page.getByRole('columnheader', { name: 'Size', exact: true })
    await expect.poll(() => size.getAttribute('aria-sort')).toBe('descending')
    await page.getByRole('button', { name: 'Type', exact: true }).click()
    await page.getByRole('menuitemradio', { name: 'Video and audio', exact: true }).click()
    await page.waitForURL(/resource_type=video/)
    await page.getByText('1 asset', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Without the tag product', exact: true }).click()
    await page.waitForURL((url) => !url.search.includes('tag='))
    await page.goBack()
    await page.goBack()
    await page.getByText('2 assets', { exact: true }).waitFor()
    await page.waitForURL((url) => !url.search.includes('resource_type'))
    await page.getByRole('link', { name: 'Library', exact: true }).last().click()
    await page.getByText('2 assets', { exact: true }).waitFor()
    await page.waitForURL((url) => url.searchParams.get('tag') === 'product')
  })

  test('is sorted by the number of relations, and moves as those change', async () => {
    const { page } = await open('?folder=Shop&subfolders=true')
    await page.getByRole('button', { name: /^Sorted by/ }).click()
    await page.getByRole('menuitemradio', { name: 'Relations', exact: true }).click()
    await page.waitForURL(/sort=relations/)
    await page.getByRole('button', { name: /^Sorted by Relations.*Most related first$/ }).waitFor()
    const relations = ['image/upload/tern', 'image/private/manual'].map((to) => ({ from: 'raw/upload/film.srt', to }))
    await relata.api('POST', '/relations', { relations })
    const first = page.getByRole('gridcell').first()
    await first.getByText(/^Subtitles.*2 relations$/).waitFor()
    await relata.api('DELETE', '/relations', { relations })
    await first.getByText(/^Manual, PDF/).waitFor()
  })

  test('is searched by words and expressions, and what is wrong with one is said with its place', async () => {
    const { page } = await open()
    const field = page.getByRole('searchbox', { name: 'Search', exact: true })
    await field.fill('subti')
    await page.getByText('Looked for as words', { exact: true }).waitFor()
    await page.getByText('1 asset', { exact: true }).waitFor()
    await field.fill('tags:product bytes>large')
    await page.getByText(/at character \d+ \("large"\): expected a size/).waitFor()
    await page.getByRole('button', { name: 'Save search', exact: true }).waitFor({ state: 'detached' })
    await field.fill('tags:product AND format:mp4')
    await page.getByText('Read as an expression').waitFor()
    await tile(page, /^The film, Video, MP4/).waitFor()
    await field.fill('nothing-like-that')
    await page.getByRole('heading', { name: 'Nothing is found for “nothing-like-that”', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Clear search and filters', exact: true }).click()
    await page.getByText('10,004 assets', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'How to search', exact: true }).click()
    await page.getByRole('button', { name: /relations=0/ }).click()
    await page.waitForURL(/q=relations/)
    expect(await field.inputValue()).toBe('relations=0')
  })

  test('is kept as a search, opened again, renamed and deleted', async () => {
    const { page } = await open('?tag=product&sort=name')
    await page.getByText('2 assets', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Save search', exact: true }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Products')
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary', { name: 'Folders and searches', exact: true })
    await panel.getByRole('link', { name: 'All assets', exact: true }).click()
    await panel.getByRole('link', { name: 'Products', exact: true }).click()
    await page.waitForURL(/tag=product/)
    await panel.getByRole('button', { name: 'Change the search Products', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Rename', exact: true }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('All products')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await panel.getByRole('link', { name: 'All products', exact: true }).waitFor()
    await reached(panel.getByRole('button', { name: 'Change the search All products', exact: true }))
    await panel.getByRole('button', { name: 'Change the search All products', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
    await panel.getByRole('link', { name: 'All products', exact: true }).waitFor({ state: 'detached' })
    await reached(panel.getByRole('heading', { name: 'Saved searches', exact: true }))
    await panel.getByRole('button', { name: 'Folders in Shop', exact: true }).click()
    await panel.getByRole('link', { name: 'Tern', exact: true }).click()
    await page.waitForURL(/folder=Shop%2FTern/)
    await page.getByRole('heading', { level: 1, name: 'Tern', exact: true }).waitFor()
  })

  test('of a library with nothing in it is how something comes into it', async () => {
    const { page } = await open('', {}, empty)
    await page.getByRole('heading', { name: 'This library is empty', exact: true }).waitFor()
    await page.getByText(`CLOUDINARY_URL=cloudinary://<key>:<secret>@empty`).waitFor()
    expect(await violations(page)).toEqual([])
  })
})

test('the overview tells how many are related to nothing at least, and shows all of them', async () => {
  const { page } = await open()
  await page.getByRole('link', { name: 'Overview', exact: true }).click()
  const section = page.getByRole('region', { name: 'Not related to anything', exact: true })
  await section.getByText(/^(All|At least) 10,00\d assets\. Perhaps/).waitFor()
  await section.getByRole('link', { name: 'See all', exact: true }).click()
  await page.getByText(/^10,00\d assets$/).waitFor()
  expect(await page.getByRole('searchbox', { name: 'Search', exact: true }).inputValue()).toBe('relations=0')
})

describe('what is selected', () => {
  test('is dropped on another asset, which relates it; how can be said, and all of it undone', async () => {
    const { page } = await open(SHOP)
    await tile(page, /^Subtitles/).dragTo(tile(page, /^The film/))
    await page.getByText('Related Subtitles to The film', { exact: true }).waitFor()
    await tile(page, /^The film.*1 relation$/).waitFor()
    await page.getByLabel('Kind', { exact: true }).selectOption('has_transcript')
    const kinds = async () => {
      const { body } = await relata.api('GET', '/related?asset=video/upload/film')
      return body.related.map(({ kind }: Json) => kind)
    }
    await expect.poll(kinds).toEqual(['has_transcript'])
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await tile(page, /^The film, Video, MP4, 0:\d\d$/).waitFor()
    await expect.poll(kinds).toEqual([])
  })

  test('is dropped on a folder, which moves it there, and undone', async () => {
    const { page } = await open(SHOP)
    const folderOf = async () =>
      (await relata.api('GET', '/assets/by-ids?asset_ids[]=image/private/manual')).body.assets[0].folder
    const before = await folderOf()
    expect(before).not.toBe('Shop')
    const folders = page.getByRole('complementary', { name: 'Folders and searches', exact: true })
    await tile(page, /^Manual/).dragTo(folders.getByRole('link', { name: 'Shop', exact: true }))
    await page.getByText('Moved 1 asset to Shop', { exact: true }).waitFor()
    expect(await folderOf()).toBe('Shop')
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(folderOf).toBe(before)
    await page.getByText('Moved 1 asset to Shop', { exact: true }).waitFor({ state: 'detached' })
    await tile(page, /^Manual/).dragTo(folders.getByRole('link', { name: 'All assets', exact: true }))
    await page.getByText('Moved 1 asset to the root', { exact: true }).waitFor()
    expect(await folderOf()).toBe('')
    const told = page.getByRole('listitem').filter({ hasText: 'Moved 1 asset to the root' })
    await told.getByRole('button', { name: 'Undo', exact: true }).click()
    await expect.poll(folderOf).toBe(before)
  })

  test('is related to one another, tagged and moved', async () => {
    const { page } = await open(SHOP)
    await tile(page, /^Manual/).click()
    await tile(page, /^Tern/).click({ modifiers: ['Control'] })
    const bar = page.getByRole('toolbar', { name: 'Selected assets', exact: true })
    await bar.getByRole('button', { name: 'Relate to one another', exact: true }).click()
    const told = page.getByText('Related 2 assets to one another', { exact: true })
    await told.waitFor()
    // Where it comes to rest, it covers nothing of the bar.
    const room = async () => {
      const [words, below] = [await told.boundingBox(), await bar.boundingBox()]
      return below!.y - (words!.y + words!.height)
    }
    await expect.poll(room).toBeGreaterThan(0)
    await tile(page, /^Tern.*1 relation$/).waitFor()
    await bar.getByRole('button', { name: 'Tags', exact: true }).click()
    await page.getByRole('textbox', { name: 'Add tags', exact: true }).fill('print, sale')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Changed the tags of 2 assets', { exact: true }).waitFor()
    await bar.getByRole('button', { name: 'Move to a folder', exact: true }).click()
    await page.getByRole('textbox', { name: 'Folder', exact: true }).fill('Shop/Paper')
    await page.getByRole('button', { name: 'Move', exact: true }).click()
    await page.getByText('Moved 2 assets to Shop/Paper', { exact: true }).waitFor()
    const { body } = await relata.api('GET', '/assets?folder=Shop/Paper&tag=sale')
    expect(body.assets).toHaveLength(2)
  })

  test('is deleted, waits in the trash with its relations, and is brought back from there', async () => {
    await relata.api('POST', '/relations', {
      relations: [{ from: 'video/upload/film', to: 'raw/upload/film.srt' }],
    })
    const { page } = await open(SHOP)
    await tile(page, /^Subtitles/).focus()
    await page.keyboard.press('Delete')
    const dialog = page.getByRole('dialog', { name: 'Delete this asset?', exact: true })
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
    await tile(page, /^Subtitles/).waitFor({ state: 'detached' })
    await reached(page.getByRole('gridcell'))
    await page.getByRole('link', { name: 'Trash', exact: true }).click()
    await page.getByText('1 relation', { exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('checkbox', { name: 'Select Subtitles', exact: true }).check()
    await page.getByRole('button', { name: 'Restore 1 asset', exact: true }).click()
    await page.getByText('Brought back Subtitles', { exact: true }).waitFor()
    await page.getByRole('heading', { name: 'The trash is empty', exact: true }).waitFor()
    await reached(page.getByRole('heading', { name: 'Trash', exact: true }))
    const { body } = await relata.api('GET', '/related?asset=raw/upload/film.srt')
    expect(body.total).toBe(1)
  })
})

test.each(['light', 'dark'] as const)('the library can be used by everybody, %s', async (theme) => {
  const { page } = await open('', { theme })
  await tile(page, /JPG/).first().click()
  await page.getByRole('toolbar', { name: 'Selected assets', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Larger', exact: true }).hover()
  await page.locator('[role=tooltip]').waitFor({ state: 'attached' })
  expect(await violations(page)).toEqual([])
  await page.getByRole('radio', { name: 'List', exact: true }).click()
  await page.getByRole('columnheader', { name: 'Name', exact: true }).waitFor()
  expect(await violations(page)).toEqual([])
  // On the smallest screens as well, how many relations each has is in sight.
  await page.setViewportSize({ width: 320, height: 640 })
  const column = page.getByRole('columnheader', { name: 'Relations', exact: true })
  await expect.poll(async () => ((box) => box!.x + box!.width)(await column.boundingBox())).toBeLessThan(320)
})
