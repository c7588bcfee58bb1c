import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSignedIn, openWindow, startBrowser, violations } from '../support/browser.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
beforeAll(async () => {
  ;[relata, browser] = await Promise.all([startTestRelata(), startBrowser()])
})
afterAll(async () => {
  await browser.close()
  await relata.stop()
})

describe('the page', () => {
  test('takes whoever has not signed in to the sign-in, and says nothing in the console', async () => {
    const { page, complaints } = await openWindow(browser, relata)
    await page.goto('/')
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/@/sign-in')
    // The browser itself logs the 401 that tells that nobody is signed in.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  })

  test.each(['light', 'dark'] as const)('has a sign-in that everybody can use, %s', async (theme) => {
    const { page } = await openWindow(browser, relata, { theme })
    await page.goto('/@/sign-in')
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
  })

  test('opens the library of whoever signed in with an API key', async () => {
    const { page } = await openSignedIn(browser, relata)
    await page.goto('/')
    await page.getByRole('navigation', { name: 'Views', exact: true }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/@demo/library')
  })

  test('says of an address that can’t be read that there is nothing', async () => {
    const { page, complaints } = await openSignedIn(browser, relata)
    await page.goto('/@demo/library')
    await page.getByRole('heading', { name: 'Library', exact: true }).waitFor()
    for (const path of ['/@demo/%', '/@%/library', '/@%E0%A4%A']) {
      await page.evaluate(`history.pushState(null, '', '${path}')`)
      await page.getByRole('heading', { name: /^There is no (such page|environment)/ }).waitFor()
      await page.goBack()
      await page.getByRole('heading', { name: 'Library', exact: true }).waitFor()
    }
    expect(complaints).toEqual([])
  })

  test('is below 250 kB of compressed script when it is first loaded', async () => {
    const { page } = await openWindow(browser, relata)
    let bytes = 0
    page.on('response', async (response) => {
      if (response.request().resourceType() === 'script') bytes += Number(response.headers()['content-length'])
    })
    await page.goto('/')
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThan(250_000)
  })

  test('gives out nothing but its own files, and no page of another site frames it', async () => {
    const document = await fetch(`${relata.url}/@demo/library`)
    expect(document.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(document.headers.get('cache-control')).toBe('no-cache')
    for (const name of ['.built-from', '..%2F..%2Fpackage.json', 'index.html', 'nothing.js']) {
      expect((await fetch(`${relata.url}/@/files/${name}`)).status, name).toBe(404)
    }
  })
})
