import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSignedIn, openWindow, startBrowser, violations } from '../support/browser.ts'
import { ADMIN, setUp } from '../support/page.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
beforeAll(async () => {
  ;[relata, browser] = await Promise.all([startTestRelata(), startBrowser()])
  for (const name of ['tern-film.mp4', 'tern-film-poster.jpg', 'tern-film.srt', 'tern-front.jpg']) {
    const file = await readFile(new URL(`../../demo/files/${name}`, import.meta.url))
    const { status } = await relata.upload(file, { use_filename: true, unique_filename: false }, 'auto', name)
    expect(status, name).toBe(200)
  }
  await relata.api('POST', '/relations', { relations: [{ from: 'tern-front', to: 'video/upload/tern-film' }] })
})
afterAll(async () => {
  await browser.close()
  await relata.stop()
})

/** Each with what says that it is there. */
const VIEWS = [
  ['/@demo/suggestions', 'Suggestions', 'Accept'],
  ['/@demo/history', 'History', 'uploaded'],
  ['/@demo/overview', 'Overview', 'Storage by type'],
  ['/@demo/kinds', 'Kinds', 'has poster'],
  ['/@demo/trash', 'Trash', ''],
] as const

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  test('every view says nothing in the console, and axe finds nothing in it', async () => {
    const { page, complaints, context } = await openSignedIn(browser, relata, { theme, reducedMotion: true })
    for (const [path, title, content] of VIEWS) {
      await page.goto(path)
      await page.getByRole('heading', { name: title, level: 1, exact: true }).waitFor()
      if (content) await page.getByText(content).filter({ visible: true }).first().waitFor()
      expect([path, await violations(page)]).toEqual([path, []])
    }
    expect(complaints).toEqual([])
    await context.close()
  })
})

/** Selects whose choice is cut, and buttons and tabs that are open but out of sight. */
const CUT = `[...document.querySelectorAll('select, [role=radio], [role=tab][aria-selected=true], nav [aria-current]')]
  .filter((control) => {
    const { left, right } = control.getBoundingClientRect()
    if (left < 0 || right > innerWidth) return true
    if (control.tagName !== 'SELECT') return false
    const bare = control.cloneNode()
    bare.style.cssText = 'position: absolute; width: auto'
    bare.append(new Option(control.selectedOptions[0].text))
    control.after(bare)
    const isCut = bare.offsetWidth > control.offsetWidth
    bare.remove()
    return isCut
  })
  .map((control) => control.getAttribute('aria-label') ?? control.labels?.[0]?.textContent ?? control.textContent)`

test('on the smallest screens no view scrolls sideways, and nothing that is to be pressed is cut', async () => {
  const { page, context } = await openSignedIn(browser, relata, { width: 320, height: 640, reducedMotion: true })
  const { asset_id: id } = (await relata.api('GET', '/assets?q=tern-front')).body.assets[0]
  for (const [path, seen] of [
    ['library', page.getByRole('gridcell').first()],
    ['library?view=list', page.getByRole('columnheader', { name: 'Name', exact: true })],
    [`assets/${id}?tab=use`, page.getByRole('tabpanel', { name: 'Use', exact: true })],
    [`graph?from=${id}`, page.getByRole('group', { name: 'Types of assets', exact: true })],
    ['suggestions', page.getByRole('article').first()],
    ['history', page.getByRole('article').first()],
    ['overview', page.getByRole('heading', { name: 'Storage by type', exact: true })],
    ['kinds', page.getByText('has poster', { exact: true })],
    ['trash', page.getByRole('heading', { name: 'The trash is empty', exact: true })],
    ['developers/requests', page.getByRole('table', { name: 'Requests', exact: true })],
    ['developers/api', page.getByLabel('Search the operations', { exact: true })],
  ] as const) {
    await page.goto(`/@demo/${path}`)
    await seen.waitFor({ state: 'attached' })
    expect([path, await page.evaluate('document.scrollingElement.scrollWidth')]).toEqual([path, 320])
    expect([path, await page.evaluate(CUT)]).toEqual([path, []])
  }
  // What is told hides nothing of what is uploaded, nor does that of what is selected.
  await page.goto('/@demo/library')
  await page.getByRole('button', { name: 'Upload', exact: true }).click()
  const files = ['tern-top.jpg', 'tern-angle.jpg'].map((name) => `demo/files/${name}`)
  await page.getByLabel('Files', { exact: true }).setInputFiles(files)
  const relate = page.getByRole('button', { name: 'Relate these to one another', exact: true })
  await relate.waitFor()
  await page.getByRole('gridcell').first().focus()
  await page.keyboard.press('Space')
  const uploads = page.getByRole('region', { name: 'Uploads', exact: true })
  const bar = page.getByRole('toolbar', { name: 'Selected assets', exact: true })
  await bar.waitFor()
  await relate.click()
  const told = page.getByText('Related 2 files to one another', { exact: true })
  // It stays as long as somebody points at it.
  await told.hover()
  const [message, panel, selected] = await Promise.all([told, uploads, bar].map((one) => one.boundingBox()))
  expect(message!.y + message!.height).toBeLessThan(panel!.y)
  expect(panel!.y + panel!.height).toBeLessThan(selected!.y)
  await context.close()
})

test('a suggestion is accepted by the keyboard alone, and taken back', async () => {
  const { page, context } = await openSignedIn(browser, relata)
  await page.goto('/@demo/suggestions')
  const pairs = page.getByRole('button', { name: /^Accept/ })
  await pairs.first().waitFor()
  const before = await pairs.count()
  await page.getByRole('article').first().focus()
  await page.keyboard.press('a')
  await page.getByRole('button', { name: 'Undo', exact: true }).waitFor()
  await expect.poll(() => pairs.count()).toBe(before - 1)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect.poll(() => pairs.count()).toBe(before)
  await context.close()
})

test('people are let in with a role, and a viewer is offered no changes', async () => {
  await setUp(relata)
  const { page, context } = await openWindow(browser, relata)
  await page.goto('/@/sign-in?next=/@/account')
  await page.getByLabel('User name', { exact: true }).fill(ADMIN.user_name)
  await page.getByLabel('Password', { exact: true }).fill(ADMIN.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Let somebody in', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('User name', { exact: true }).fill('vera')
  await dialog.getByLabel('Password', { exact: true }).fill('a long password')
  await dialog.getByLabel('Role', { exact: true }).selectOption('viewer')
  await dialog.getByRole('button', { name: 'Let them in', exact: true }).click()
  await page.getByRole('cell', { name: 'vera', exact: true }).waitFor()
  expect(await violations(page)).toEqual([])
  await context.close()

  const other = await openWindow(browser, relata)
  await other.page.goto('/@/sign-in')
  await other.page.getByLabel('User name', { exact: true }).fill('vera')
  await other.page.getByLabel('Password', { exact: true }).fill('a long password')
  await other.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await other.page.getByRole('grid', { name: 'Assets', exact: true }).waitFor()
  expect(await other.page.getByRole('button', { name: 'Upload', exact: true }).count()).toBe(0)
  await other.context.close()
})
