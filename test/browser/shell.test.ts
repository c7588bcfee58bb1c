import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWindow, reached, startBrowser, type Visit, violations } from '../support/browser.ts'
import { ADMIN, setUp, Page as Visitor } from '../support/page.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

const VERA = { user_name: 'vera', password: 'the first password' }

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
beforeAll(async () => {
  ;[relata, browser] = await Promise.all([startTestRelata(), startBrowser()])
  const admin = await setUp(relata)
  await admin.ok('POST', '/api/account/environments', { name: 'archive' })
  const file = await readFile(new URL('../../demo/files/tern-front.jpg', import.meta.url))
  await relata.upload(file, { public_id: 'tern-1', display_name: 'Tern, front' }, 'image', 'tern-front.jpg')
})
afterAll(async () => {
  await browser.close()
  await relata.stop()
})

async function openAs(person: typeof VERA, visit: Visit = {}) {
  const window = await openWindow(browser, relata, visit)
  await signIn(window.page, person)
  await window.page.getByRole('navigation', { name: 'Views', exact: true }).waitFor()
  return window
}

async function signIn(page: Page, { user_name, password }: typeof VERA): Promise<void> {
  if (!page.url().includes('/@/sign-in')) await page.goto('/@/sign-in')
  await page.getByLabel('User name', { exact: true }).fill(user_name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

const signOut = async (page: Page) => {
  await page.getByRole('button', { name: /^Signed in as/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
}

/** What the palette finds first is chosen, by keys alone. */
async function command(page: Page, words: string, found: RegExp, steps = 0): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Search and commands', exact: true })
  await page.keyboard.press('Control+k')
  await reached(field)
  await page.keyboard.type(words)
  await page.getByRole('option', { name: found, exact: true }).waitFor()
  for (let step = 0; step < steps; step++) await page.keyboard.press('ArrowDown')
  await page.getByRole('option', { name: found, selected: true, exact: true }).waitFor()
  await page.keyboard.press('Enter')
  await field.waitFor({ state: 'detached' })
}

describe('the palette', () => {
  test('goes to a view, to an asset and to an act by keyboard alone; a theme stays that was chosen', async () => {
    const { page, complaints, context } = await openAs(ADMIN, { reducedMotion: true })
    await command(page, 'hist', /^History$/)
    await page.getByRole('heading', { name: 'History', level: 1, exact: true }).waitFor()
    await command(page, 'tern front', /^Tern, front/, 1)
    await page.getByRole('heading', { name: 'Tern, front', level: 1, exact: true }).waitFor()
    // Of words in other letters, no command has any.
    await command(page, '東京', /^Search the library for “東京”$/)
    await page.waitForURL(/\/library\?q=/)
    await command(page, 'upl', /^Upload files$/)
    const dialog = page.getByRole('dialog', { name: 'Upload', exact: true })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await command(page, 'people', /^People and account$/)
    await page.getByRole('heading', { name: 'People and account', level: 1, exact: true }).waitFor()

    await command(page, 'dark', /^Theme: dark$/)
    const theme = () => page.evaluate('document.documentElement.dataset.theme')
    expect(await theme()).toBe('dark')
    await page.getByRole('button', { name: /^Signed in as/ }).click()
    await page.getByRole('menuitemradio', { name: 'Dark', checked: true, exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search and commands', exact: true }).fill('tern')
    await page.getByRole('option', { name: /^Tern, front/ }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.reload()
    await page.getByRole('navigation', { name: 'Views', exact: true }).waitFor()
    expect(await theme()).toBe('dark')
    await page.getByRole('button', { name: /^Signed in as/ }).click()
    await page.getByRole('menuitemradio', { name: 'Light', exact: true }).click()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search and commands', exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
    // The browser itself logs the 401 that tells that nobody is signed in yet.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
    await context.close()
  })
})

describe('whoever signs in', () => {
  test('goes from one environment to another, and out', async () => {
    const { page, context } = await openAs(ADMIN)
    await page.goto('/@demo/history')
    await page.getByRole('button', { name: 'Environment: demo', exact: true }).click()
    await page.getByRole('menuitemradio', { name: 'archive', exact: true }).click()
    await page.getByRole('heading', { name: 'This library is empty', exact: true }).waitFor()
    await page.goto('/')
    await page.getByRole('button', { name: 'Environment: archive', exact: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/@archive/library')
    await context.setOffline(true)
    await page.getByRole('button', { name: /^Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click()
    await page.getByText('You are still signed in').first().waitFor()
    await page.getByText('The server can’t be reached').first().waitFor()
    await context.setOffline(false)
    const [before] = await context.cookies()
    await signOut(page)
    const headers = { cookie: `${before!.name}=${before!.value}` }
    expect((await fetch(`${relata.url}/api/account/session`, { headers })).status).toBe(401)
    // From an address within one comes back to it.
    await page.goto('/@demo/kinds')
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
    await signIn(page, ADMIN)
    await page.getByRole('heading', { name: 'Kinds', level: 1, exact: true }).waitFor()
    await context.close()
  })

  test('is told what is wrong, and after many failures to wait, which others need not', async () => {
    const { page, context } = await openWindow(browser, relata)
    const stranger = { user_name: 'nobody', password: 'a wrong password' }
    await signIn(page, stranger)
    await page.getByRole('alert').getByText('are not right').waitFor()
    for (let i = 1; i < 10; i++) await new Visitor(relata).signIn(stranger.user_name, stranger.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText(/^Too many attempts to sign in failed: try again in \d+ minutes$/).waitFor()
    await signIn(page, ADMIN)
    await page.getByRole('navigation', { name: 'Views', exact: true }).waitFor()
    await context.close()
  })
})

test('what others change is in sight again after something between answered for the server', async () => {
  const { page, context } = await openAs(ADMIN)
  await page.route('**/history/events', (route) => route.fulfill({ status: 502, body: 'Bad Gateway' }))
  const refused = page.waitForResponse((response) => response.status() === 502)
  await page.goto('/@archive/library')
  await refused
  await page.getByRole('heading', { name: 'This library is empty', exact: true }).waitFor()
  await page.unroute('**/history/events')
  const answer = await context.request.post('/v1_1/archive/raw/upload', {
    headers: { 'x-relata-page': '1' },
    multipart: { file: { name: 'new.txt', mimeType: 'text/plain', buffer: Buffer.from('new') }, public_id: 'new.txt' },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
  await page.getByRole('gridcell', { name: /^new/ }).waitFor()
  await context.close()
})

test('what of the page is gone since it was loaded, as after an update, comes with the page of now', async () => {
  const { page, context } = await openAs(ADMIN)
  await page.goto('/@demo/library')
  const upload = page.getByRole('button', { name: 'Upload', exact: true })
  await upload.waitFor()
  let isOld = true
  await page.route('**/@/files/upload-dialog-*', (route) => (isOld ? route.fulfill({ status: 404 }) : route.continue()))
  const loadedAnew = page.waitForEvent('domcontentloaded').then(() => {
    isOld = false
  })
  await upload.click()
  await loadedAnew
  await upload.click()
  await page.getByRole('dialog', { name: 'Upload', exact: true }).waitFor()
  await context.close()
})

describe('people', () => {
  test('are let into one environment, get another role, and are out when they are removed', async () => {
    const { page, context } = await openAs(ADMIN)
    await page.goto('/@/account')
    await page.getByRole('button', { name: 'Let somebody in', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('User name', { exact: true }).fill('ada')
    await dialog.getByLabel('Password', { exact: true }).fill(VERA.password)
    await dialog.getByRole('button', { name: 'Let them in', exact: true }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('User name', { exact: true }).fill(VERA.user_name)
    await dialog.getByLabel('Where', { exact: true }).selectOption({ label: 'Only in archive' })
    await dialog.getByLabel('Role', { exact: true }).selectOption('viewer')
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      expect(await violations(page), colorScheme).toEqual([])
    }
    await dialog.getByRole('button', { name: 'Let them in', exact: true }).click()
    const row = page.getByRole('row').filter({ hasText: 'vera' })
    await row.getByLabel('Role of vera in archive', { exact: true }).waitFor()

    const vera = await openAs(VERA)
    await vera.page.goto('/@archive/kinds')
    await vera.page.getByText('poster of', { exact: true }).waitFor()
    expect(await vera.page.getByRole('button', { name: 'New kind', exact: true }).count()).toBe(0)
    await vera.page.goto('/@demo/library')
    await vera.page.getByRole('heading', { name: /^There is no environment demo/ }).waitFor()

    await row.getByLabel('Role of vera in archive', { exact: true }).selectOption('editor')
    await row.getByLabel('Role of vera everywhere', { exact: true }).selectOption('viewer')
    await expect
      .poll(async () => (await vera.context.request.get('/api/account/session')).json())
      .toMatchObject({
        environments: [
          { name: 'demo', role: 'viewer' },
          { name: 'archive', role: 'editor' },
        ],
      })
    await vera.page.goto('/@archive/kinds')
    await vera.page.getByRole('button', { name: 'New kind', exact: true }).click()
    await vera.page.getByLabel('From A to B', { exact: true }).fill('cover of')
    await vera.page.getByLabel('From B to A', { exact: true }).fill('has cover')

    // Somebody who is removed meanwhile is told to sign in, wherever they are.
    await page.getByRole('button', { name: 'Remove vera', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove vera', exact: true }).click()
    await row.waitFor({ state: 'detached' })
    await reached(page.getByRole('button', { name: 'Let somebody in', exact: true }))
    await vera.page.getByRole('button', { name: 'Create', exact: true }).click()
    await vera.page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
    await signIn(vera.page, VERA)
    await vera.page.getByRole('alert').waitFor()
    await vera.context.close()
    await context.close()
  })

  test('change their own password, with which other browsers are out', async () => {
    const { page, context } = await openAs(ADMIN)
    const other = await openAs(ADMIN)
    await page.goto('/@/account')
    const change = async (now: string, next: string) => {
      await page.getByLabel('Current password', { exact: true }).fill(now)
      await page.getByLabel('New password', { exact: true }).fill(next)
      await page.getByRole('button', { name: 'Change the password', exact: true }).click()
    }
    const next = { ...ADMIN, password: 'another horse battery' }
    await change('not the password', next.password)
    await page.getByText('current_password is not right').waitFor()
    await change(ADMIN.password, next.password)
    await page.getByText('Your password is changed').first().waitFor()
    await other.page.getByRole('link', { name: 'Overview', exact: true }).click()
    await other.page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
    await signIn(other.page, ADMIN)
    await other.page.getByRole('alert').waitFor()
    await signIn(other.page, next)
    await other.page.getByRole('heading', { name: 'Overview', level: 1, exact: true }).waitFor()
    await other.context.close()
    await context.close()
  })
})
