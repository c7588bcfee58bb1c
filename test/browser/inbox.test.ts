import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSignedIn, startBrowser, violations } from '../support/browser.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

const FILES = new URL('../../demo/files/', import.meta.url)
const image = (name: string) => `image/upload/${name}`

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
beforeAll(async () => {
  ;[relata, browser] = await Promise.all([startTestRelata(), startBrowser()])
  for (const name of ['tern-table', 'tern-table-original', 'tern-top', 'tern-front', 'tern-angle']) {
    const file = `${name}.jpg`
    await relata.upload(await readFile(new URL(file, FILES)), { public_id: name, asset_folder: 'shop' }, 'image', file)
  }
}, 120_000)
afterAll(async () => {
  await browser.close()
  await relata.stop()
})

const open = async (path: string, visit = {}) => {
  const window = await openSignedIn(browser, relata, visit)
  await window.page.goto(`/@demo${path}`)
  return window
}
const relations = async (name: string): Promise<[string, string][]> => {
  const { body } = await relata.api('GET', `/related?asset=${encodeURIComponent(image(name))}`)
  return body.related.map(({ asset, kind }: { asset: { public_id: string }; kind: string }) => [asset.public_id, kind])
}
/** A page may be short, and have a cursor all the same. */
async function suggested(cursor = ''): Promise<number> {
  const { body } = await relata.api('GET', `/suggestions${cursor && `?cursor=${encodeURIComponent(cursor)}`}`)
  return body.suggestions.length + (body.next_cursor ? await suggested(body.next_cursor) : 0)
}
const pairs = (page: Page) => page.getByRole('feed').getByRole('article')
const undo = (page: Page) => page.getByRole('button', { name: 'Undo', exact: true }).last()

describe('the inbox of suggestions', () => {
  test('accepts and dismisses by keyboard alone, goes on to the next pair, and takes it back', async () => {
    const { page, complaints } = await open('/suggestions')
    const title = 'tern-table derived from tern-table-original'
    const pair = page.getByRole('article', { name: title })
    await pair.waitFor()
    const before = await suggested()
    await pair.focus()
    await page.keyboard.press('a')
    await page.getByText('Related as derived from').first().waitFor()
    expect(await relations('tern-table')).toEqual([['tern-table-original', 'derived_from']])
    const next = page.locator('article:focus')
    await next.waitFor()
    expect(await next.getAttribute('aria-label')).not.toBe(title)
    await page.keyboard.press('d')
    await page.getByText('It is not suggested again').first().waitFor()
    expect(await suggested()).toBe(before - 2)
    await undo(page).click()
    await expect.poll(() => suggested()).toBe(before - 1)
    await undo(page).click()
    await expect.poll(() => relations('tern-table')).toEqual([])
    await pair.waitFor()
    expect(complaints).toEqual([])
  })

  test('accepts those that are selected at once, by the kind that was chosen', async () => {
    const { page } = await open('/suggestions?reason=looks')
    const pair = pairs(page).first()
    await pair.waitFor()
    await pair.getByRole('combobox').selectOption('alternate_of')
    await page.getByRole('checkbox', { name: 'Select all' }).check()
    await page.getByRole('button', { name: /^Accept \d/ }).click()
    await page.getByText('No suggestion is like that').waitFor()
    expect(await relations('tern-table')).toEqual([['tern-table-original', 'alternate_of']])
    await undo(page).click()
    await expect.poll(() => relations('tern-table')).toEqual([])
  })

  test('has what is new first, and loads no page again for it', async () => {
    const { page } = await open('/suggestions')
    await pairs(page).first().waitFor()
    const asked: string[] = []
    page.on('request', (request) => /\/suggestions\?/.test(request.url()) && asked.push(request.url()))
    const file = await readFile(new URL('tern-table.jpg', FILES))
    await relata.upload(file, { public_id: 'tern-table-again', asset_folder: 'shop' }, 'image', 'tern-table-again.jpg')
    await page
      .getByRole('article', { name: /tern-table-again/ })
      .first()
      .waitFor()
    expect(asked.map((url) => new URL(url).searchParams.get('cursor') ?? '')).toEqual(asked.map(() => ''))
    await relata.api('POST', '/assets/delete', { assets: [image('tern-table-again')] })
    await page
      .getByRole('article', { name: /tern-table-again/ })
      .first()
      .waitFor({ state: 'detached' })
  })

  test('compares a pair large, one picture over the other', async () => {
    const { page } = await open('/suggestions')
    await pairs(page).first().focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'Swipe' }).click()
    await dialog.locator('[data-state="shown"] img').nth(1).waitFor()
    expect(await dialog.getByRole('slider').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await page.locator('article:focus').waitFor()
  })
})

describe('the history', () => {
  test('shows what undoing would take back and what not, and takes it back', async () => {
    const each = (name: string) => ({ from: image(name), to: image('tern-top'), kind: 'alternate_of' })
    await relata.api('POST', '/relations', { relations: [each('tern-front'), each('tern-angle')] })
    await relata.api('DELETE', '/relations', { relations: [each('tern-front')] })
    await relata.api('PUT', '/searches/terns', { q: 'tern' })
    await relata.api('POST', '/webhooks', { url: 'https://example.com/secret', event: 'upload' })
    const expires_at = new Date(Date.now() + 60_000).toISOString()
    await relata.api('POST', '/bundle/link', { assets: [image('tern-top')], expires_at })
    const { page } = await open('/history')
    await page.getByText('made a link to the bundle of ‘tern-top’').waitFor()
    await page.getByText('made a webhook to ‘example.com’').waitFor()
    await page.getByRole('button', { name: 'Undo: made the saved search ‘terns’' }).waitFor()
    await page.getByRole('button', { name: /^Undo: related 2 assets to ‘tern-top’/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Undo' })
    await dialog.getByText('1 change will be taken back').waitFor()
    await dialog.getByText('1 change is taken back already').waitFor()
    expect((await relations('tern-top')).length).toBe(1)
    await dialog.getByRole('button', { name: 'Take back 1' }).click()
    await page.getByText('1 change taken back').first().waitFor()
    expect(await relations('tern-top')).toEqual([])
    await page.getByRole('button', { name: 'taken back', exact: true }).first().waitFor()
  })
})

describe('the kinds', () => {
  test('are renamed and merged, and their relations go along', async () => {
    await relata.api('POST', '/kinds', { name: 'sketch_of', inverse: 'has_sketch' })
    const relation = { from: image('tern-front'), to: image('tern-angle'), kind: 'sketch_of' }
    await relata.api('POST', '/relations', { relations: [relation] })
    const { page } = await open('/kinds')
    const choose = async (kind: string, what: string) => {
      await page.getByRole('button', { name: `What can be done with ${kind}` }).click()
      await page.getByRole('menuitem', { name: what }).click()
    }
    await choose('sketch of', 'Edit…')
    await page.getByLabel('From A to B').fill('draft of')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => relations('tern-front')).toEqual([['tern-angle', 'draft_of']])
    await choose('draft of', 'Merge into another…')
    await page.getByRole('dialog').getByRole('combobox').selectOption('derived_from')
    await page.getByRole('button', { name: /^Merge/ }).click()
    await page.getByText('1 relation of draft of became derived from').first().waitFor()
    expect(await relations('tern-front')).toEqual([['tern-angle', 'derived_from']])
    await page.getByRole('heading', { name: 'Retired' }).waitFor()
  })
})

test.each(['light', 'dark'] as const)('everybody can use all three, %s', async (theme) => {
  for (const [path, seen] of [
    ['/suggestions', 'article'],
    ['/history', 'article'],
    ['/kinds', 'listitem'],
  ] as const) {
    const { page, context } = await open(path, { theme, reducedMotion: true })
    await page.getByRole('main').getByRole(seen).first().waitFor()
    expect(await violations(page), path).toEqual([])
    await context.close()
  }
})
