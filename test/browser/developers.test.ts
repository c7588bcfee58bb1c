import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openSignedIn, openWindow, reached, startBrowser, violations } from '../support/browser.ts'
import { setUp } from '../support/page.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { startTestRelata, type TestRelata } from '../support/relata.ts'

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
let receiver: Receiver
let page: Page
let complaints: string[]
beforeAll(async () => {
  ;[relata, browser, receiver] = await Promise.all([
    startTestRelata({ fetchAllow: ['127.0.0.1'] }),
    startBrowser(),
    startReceiver(),
  ])
  ;({ page, complaints } = await openSignedIn(browser, relata))
})
afterAll(async () => {
  // The browser itself logs the 409 that tells why the last key stays.
  expect(complaints.filter((text) => !text.includes('409'))).toEqual([])
  await browser.close()
  await receiver.close()
  await relata.stop()
})

const copied = async (label: string): Promise<string> =>
  (await page.locator(`div:has(> span:text-is("${label}")) code`).textContent()) ?? ''

/** Notes whether the list was ever said to be empty, however shortly. */
const WATCH_FOR_EMPTINESS = `new MutationObserver(() => {
  window.wasEmpty ||= document.body?.textContent.includes('Nothing was asked yet')
}).observe(document, { subtree: true, childList: true })`

describe('the developers’ corner', () => {
  test('makes a key with which the official SDK gets in, until it is revoked', async () => {
    await page.goto('/@demo/developers')
    await page.getByRole('heading', { name: 'Point an SDK here', exact: true }).waitFor()
    expect(await copied('CLOUDINARY_URL')).toContain('cloudinary://KEY:SECRET@demo?')
    await page
      .getByRole('navigation', { name: 'Parts', exact: true })
      .getByRole('link', { name: 'Keys', exact: true })
      .click()
    await page.getByRole('button', { name: 'New key', exact: true }).click()
    await page.getByLabel('Name', { exact: true }).fill('Website')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'The key is made', exact: true }).waitFor()
    const given = await copied('CLOUDINARY_URL')
    expect(given).toContain(`cloudinary://${await copied('API key')}:${await copied('API secret')}@demo?`)
    // The package reads its configuration as it is loaded.
    vi.stubEnv('CLOUDINARY_URL', given)
    const { v2: cloudinary } = await import('cloudinary')
    expect(await cloudinary.api.ping()).toMatchObject({ status: 'ok' })
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    await reached(page.getByRole('button', { name: 'New key', exact: true }))

    await page.getByRole('button', { name: 'Change Website', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Rename', exact: true }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Shop')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Change Shop', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Rotate', exact: true }).click()
    await page.getByLabel('This one ends', { exact: true }).selectOption({ label: 'At once' })
    await page.getByRole('button', { name: 'Rotate', exact: true }).click()
    await page.getByRole('heading', { name: 'Shop is rotated', exact: true }).waitFor()
    const rotated = { cloudName: 'demo', apiKey: await copied('API key'), apiSecret: await copied('API secret') }
    await page.getByRole('button', { name: 'Done', exact: true }).click()
    // A key that was read is taken for a second.
    const refused = () => cloudinary.api.ping().catch((reason) => reason)
    await vi.waitFor(async () => expect(await refused()).toMatchObject({ error: { http_code: 401 } }), 60_000)
    const status = async () => (await relata.admin('GET', '/ping', undefined, rotated)).status
    expect(await status()).toBe(200)
    expect(await page.getByText(rotated.apiSecret).count()).toBe(0)

    await page.getByRole('button', { name: 'Change Shop', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Revoke', exact: true }).click()
    await page.getByRole('button', { name: 'Revoke it', exact: true }).click()
    await page.getByText('Shop is revoked').first().waitFor()
    await page.getByRole('cell', { name: 'Shop', exact: true }).waitFor({ state: 'detached' })
    await reached(page.getByRole('button', { name: /^Change / }))
    await expect.poll(status).toBe(401)
  })

  test('says why the last key stays', async () => {
    await page.goto('/@demo/developers/keys')
    await page.getByRole('button', { name: /^Change / }).click()
    await page.getByRole('menuitem', { name: 'Revoke', exact: true }).click()
    await page.getByRole('button', { name: 'Revoke it', exact: true }).click()
    await page.getByRole('alert').getByText('is the last key of this environment').waitFor()
    await page.getByRole('button', { name: 'Keep it', exact: true }).click()
  })

  test('makes a webhook, shows what was sent to it, and sends that again', async () => {
    await page.goto('/@demo/developers/webhooks')
    await page.getByRole('button', { name: 'New webhook', exact: true }).click()
    await page.getByLabel('URL', { exact: true }).fill(`${receiver.url}/hook`)
    await page.getByLabel('Told of', { exact: true }).selectOption({ label: 'Uploads' })
    await page.getByRole('button', { name: 'Make it', exact: true }).click()
    await page.getByRole('cell', { name: `${receiver.url}/hook`, exact: true }).waitFor()
    await relata.asset('told')
    await receiver.until(1)
    const deliveries = page.getByRole('table', { name: 'What was sent', exact: true })
    await deliveries.getByRole('cell', { name: 'Delivered', exact: true }).waitFor()
    await deliveries.getByRole('button', { name: 'Uploads', exact: true }).click()
    await page.getByText('"public_id": "told"').waitFor()
    await page.getByText('thanks', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Send it again', exact: true }).click()
    const [first, second] = await receiver.until(2)
    expect(second!.body.public_id).toBe(first!.body.public_id)
    await page.getByRole('dialog').getByText('Delivered', { exact: true }).waitFor()
    await page.keyboard.press('Escape')

    const told = page.getByRole('table', { name: 'URLs that are told', exact: true })
    await page.getByRole('button', { name: `Edit ${receiver.url}/hook`, exact: true }).click()
    await page.getByLabel('URL', { exact: true }).fill('not an address')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByLabel('URL', { exact: true }).fill(`${receiver.url}/relations`)
    await page.getByLabel('Told of', { exact: true }).selectOption({ label: 'Relations' })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await told.getByRole('cell', { name: `${receiver.url}/relations`, exact: true }).waitFor()
    await relata.asset('not-told')
    await relata.api('POST', '/relations', { relations: [{ from: 'raw/upload/told', to: 'raw/upload/not-told' }] })
    const third = (await receiver.until(3))[2]!
    expect([third.path, third.body.notification_type]).toEqual(['/relations', 'related_assets'])
    await page.getByRole('button', { name: `Remove ${receiver.url}/relations`, exact: true }).click()
    await page.getByRole('heading', { name: 'Nobody is told of anything yet', exact: true }).waitFor()
    await reached(page.getByRole('button', { name: 'New webhook', exact: true }))
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await told.getByRole('cell', { name: `${receiver.url}/relations`, exact: true }).waitFor()
  })

  test('shows a request as it comes, and why it was refused', async () => {
    await page.addInitScript(WATCH_FOR_EMPTINESS)
    await page.goto('/@demo/developers/requests')
    const requests = page.getByRole('table', { name: 'Requests', exact: true })
    await requests.getByRole('row').filter({ hasText: 'ping' }).first().waitFor()
    expect(await page.evaluate('window.wasEmpty ?? false')).toBe(false)
    await page.getByText('Live', { exact: true }).waitFor()
    // What the page itself asks for is hundreds of requests, and shown when it is looked for.
    const ofPage = requests.getByRole('row').filter({ hasText: '/webhooks' })
    expect(await ofPage.count()).toBe(0)
    await page.getByLabel('Sent by', { exact: true }).selectOption({ label: 'Of this page' })
    await ofPage.first().waitFor()
    await requests.getByRole('row').filter({ hasText: 'ping' }).first().waitFor({ state: 'detached' })
    await page.getByLabel('Sent by', { exact: true }).selectOption({ label: 'Of programs' })
    await page.getByRole('radio', { name: '4xx', exact: true }).click()
    await relata.admin('GET', '/resources/image/upload/nobody-has-this')
    const row = requests.getByRole('row').filter({ hasText: 'nobody-has-this' })
    // IDs of requests may have the digits as well.
    await row.getByText('404', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await relata.admin('GET', '/resources/image/upload/nor-this')
    await page.getByRole('button', { name: 'Go on (1 new)', exact: true }).click()
    await requests.getByRole('row').filter({ hasText: 'nor-this' }).waitFor()
    await page.getByLabel(/^Path, caller/).fill('nobody-has')
    await requests.getByRole('row').filter({ hasText: 'nor-this' }).waitFor({ state: 'detached' })
    await row.getByRole('button').press('Enter')
    await page.getByRole('dialog').getByRole('link', { name: 'resource', exact: true }).click()
    await page.getByRole('button', { name: /related_next_cursor|\/resources\//, expanded: true }).waitFor()
  })

  test('describes an operation at its address, and finds others', async () => {
    await page.goto('/@demo/developers/api#add_related_assets')
    const operation = page.locator('#add_related_assets')
    await operation
      .getByRole('table', { name: 'Parameters of add_related_assets', exact: true })
      .getByText('assets_to_relate', { exact: true })
      .waitFor()
    expect(await operation.locator('pre').textContent()).toContain(
      `${relata.url}/v1_1/demo/resources/related_assets/image/upload/dog`,
    )
    await page.getByLabel('Search the operations', { exact: true }).fill('relations sidecars')
    await page.getByRole('heading', { level: 3 }).nth(1).waitFor({ state: 'detached' })
    expect(await page.getByRole('heading', { level: 3 }).textContent()).toContain('/relations/sidecars')
  })

  test('looks the library over from the overview', async () => {
    await page.goto('/@demo/overview')
    await page.getByRole('button', { name: 'Look it over', exact: true }).click()
    await page.getByText('Everything is as it must be').waitFor()
  })

  test('has all that can be done with keys and webhooks in sight of a small screen', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    for (const [part, act] of [
      ['keys', /^Change /],
      ['webhooks', /^Remove /],
    ] as const) {
      await page.goto(`/@demo/developers/${part}`)
      const button = page.getByRole('button', { name: act, exact: true }).first()
      await button.waitFor()
      const { x, width } = (await button.boundingBox())!
      expect(x + width, part).toBeLessThanOrEqual(390)
      expect(await violations(page), part).toEqual([])
    }
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  test.each(['light', 'dark'] as const)('can be used by everybody, %s', async (theme) => {
    await page.emulateMedia({ colorScheme: theme })
    for (const [part, shown] of [
      ['', 'Upload, relate, look up'],
      ['/keys', 'API keys'],
      ['/webhooks', 'Deliveries'],
    ] as const) {
      await page.goto(`/@demo/developers${part}`)
      await page.getByRole('heading', { name: shown, exact: true }).waitFor()
      expect(await violations(page), part).toEqual([])
    }
    await page.goto('/@demo/developers/requests')
    await page.getByRole('table', { name: 'Requests', exact: true }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.goto('/@demo/developers/api#add_relations')
    await page.getByLabel('Search the operations', { exact: true }).fill('relations')
    await page.getByRole('heading', { name: 'Account', exact: true }).waitFor({ state: 'detached' })
    expect(await violations(page)).toEqual([])
  })

  test('tells whoever is no admin who is', async () => {
    const admin = await setUp(relata)
    const vera = { user_name: 'vera', password: 'the password of vera' }
    await admin.ok('POST', '/api/account/users', { ...vera, role: 'viewer' })
    const { context, page } = await openWindow(browser, relata)
    await context.request.post('/api/account/session', { data: vera, headers: { 'x-relata-page': '1' } })
    for (const [part, shown] of [
      ['keys', 'API keys are for admins'],
      ['webhooks', 'Webhooks are for admins'],
      ['requests', 'Requests are for admins'],
    ]) {
      await page.goto(`/@demo/developers/${part}`)
      await page.getByRole('heading', { name: shown, exact: true }).waitFor()
    }
    await page.goto('/@demo/overview')
    await page.getByRole('heading', { name: 'Storage by type', exact: true }).waitFor()
    expect(await page.getByRole('heading', { name: 'Health', exact: true }).count()).toBe(0)
  })
})
