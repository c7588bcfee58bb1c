import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSignedIn, openWindow, startBrowser } from '../support/browser.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

const fileOf = (name: string) => fileURLToPath(new URL(`../../demo/files/${name}`, import.meta.url))

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
beforeAll(async () => {
  ;[relata, browser] = await Promise.all([startTestRelata(), startBrowser()])
})
afterAll(async () => {
  await browser.close()
  await relata.stop()
})

const panelOf = (page: Page) => page.getByRole('complementary', { name: 'About the asset', exact: true })

/** Picks what the words find first, one after the other, and relates all of it to the open asset. */
async function relateByHand(page: Page, words: readonly string[], kind?: string): Promise<void> {
  await panelOf(page).getByRole('button', { name: 'Relate', exact: true }).click()
  const dialog = page.getByRole('dialog')
  for (const name of words) {
    await dialog.getByRole('textbox', { name: 'Search', exact: true }).fill(name)
    // Files without a picture have their format in its place.
    await dialog
      .getByRole('option')
      .filter({ hasText: name.endsWith('.vtt') ? 'vtt' : name })
      .click()
  }
  if (kind) await dialog.getByLabel('How they belong together', { exact: true }).selectOption(kind)
  await dialog.getByRole('button', { name: new RegExp(`^Relate ${words.length} `) }).click()
  await dialog.waitFor({ state: 'detached' })
}

describe('a new person', () => {
  test('goes from the link in the terminal to a related bundle', async () => {
    const { page, complaints } = await openWindow(browser, relata)
    await page.goto(relata.setUpUrl!)
    await page.getByLabel('User name', { exact: true }).fill('ada')
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: 'Open the library', exact: true }).click()
    await page.getByRole('heading', { name: 'This library is empty', exact: true }).waitFor()

    await page.getByRole('button', { name: 'Upload', exact: true }).first().click()
    const files = ['tern-film.mp4', 'tern-film-poster.jpg', 'tern-film.vtt'].map(fileOf)
    await page.locator('input[type=file][multiple]').setInputFiles(files)
    await page.getByText('Uploaded 3 files', { exact: true }).waitFor()

    await page.getByRole('link', { name: 'tern-film.mp4', exact: true }).click()
    await relateByHand(page, ['tern-film-poster'], 'has_poster')
    await relateByHand(page, ['tern-film.vtt'], 'has_transcript')
    await panelOf(page).getByRole('heading', { name: 'has poster', exact: true }).waitFor()
    await panelOf(page).getByRole('heading', { name: 'has transcript', exact: true }).waitFor()

    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: /Bundle/ }).click()
    const downloading = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: 'Download', exact: true }).click()
    const zip = unzipSync(await readFile(await (await downloading).path()))
    const names = Object.keys(zip)
    for (const ending of ['.mp4', '.jpg', '.vtt'])
      expect(
        names.some((name) => name.endsWith(ending)),
        ending,
      ).toBe(true)
    expect(strFromU8(zip['manifest.jsonld']!)).toContain('poster_of')
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  })
})

/** What people relate, and how it is told from the other side. */
const USE_CASES = [
  ['photos of one product', 'tern-front.jpg', ['tern-angle.jpg', 'tern-top.jpg'], undefined, 'related'],
  [
    'an image with those made from it',
    'tern-table-original.jpg',
    ['tern-table-square.jpg', 'tern-table-banner.webp'],
    'source_of',
    'derived from',
  ],
  ['a product shot with its manual', 'sill-sage.jpg', ['tern-manual.pdf'], 'has_manual', 'manual of'],
  ['angles of one shot', 'dusk-day.jpg', ['dusk-night.jpg'], 'alternate_of', 'alternate of'],
  ['a logo with its guideline', 'tamarack-logo.svg', ['tamarack-brand-guideline.pdf'], undefined, 'related'],
  ['an overlay with what uses it', 'mended-badge.png', ['sill-sage-mended.webp'], 'overlay_of', 'uses as overlay'],
] as const

describe('by hand', () => {
  beforeAll(async () => {
    const names = USE_CASES.flatMap(([, main, others]) => [main, ...others])
    for (const name of new Set(names)) {
      const options = { public_id: name.replace(/\.\w+$/, ''), display_name: name }
      const { status } = await relata.upload(await readFile(fileOf(name)), options, 'auto', name)
      expect(status, name).toBe(200)
    }
  })

  test.each(USE_CASES)('are related: %s', async (_, main, others, kind, told) => {
    const { page, context } = await openSignedIn(browser, relata)
    await page.goto(`/@demo/library?q=${main.replace(/\.\w+$/, '')}`)
    // Tiles tell more than the name.
    await page.getByRole('gridcell', { name: main }).first().dblclick()
    await page.getByRole('heading', { name: main, level: 1, exact: true }).waitFor()
    await relateByHand(page, others, kind)
    // From the other side it is told by the other name.
    await panelOf(page).getByRole('link', { name: others[0] }).first().click()
    await page.getByRole('heading', { name: others[0], level: 1, exact: true }).waitFor()
    await panelOf(page).getByText(told).first().waitFor()
    await panelOf(page).getByRole('link', { name: main }).first().waitFor()
    await context.close()
  })
})
