import { existsSync } from 'node:fs'
import axe, { type AxeResults } from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { TOAST_DURATION_MS } from '../../web/src/ui/toast-duration.ts'
import type { Key, TestRelata } from './relata.ts'

type At = Pick<TestRelata, 'url'>

/** Debian's; another one by `CHROMIUM`. */
const CHROMIUM =
  process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** A real Chromium, without what it would ask of its makers in the background. */
export function startBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined)
    throw new Error('Tests of the page want a Chromium: apt-get install chromium, or set CHROMIUM to one')
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

export interface Visit {
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  readonly reducedMotion?: boolean
}

/** What is told stays in sight until it is dismissed: a machine with other things to do may be late to look at it. */
const TOASTS_STAY = `{
  const later = window.setTimeout
  const isOfToast = (ms) => ${JSON.stringify(Object.values(TOAST_DURATION_MS))}.includes(ms)
  window.setTimeout = (run, ms, ...rest) => later(run, isOfToast(ms) ? 2 ** 31 - 1 : ms, ...rest)
  window.addEventListener('toast.viewportPause', (event) => event.stopImmediatePropagation(), { capture: true })
}`

/** A window of its own, with no cookies. What its pages log as errors, or throw, is gathered in `complaints`. */
export async function openWindow(
  browser: Browser,
  relata: At,
  { width = 1280, height = 800, theme = 'light', reducedMotion = false }: Visit = {},
): Promise<{ context: BrowserContext; page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    baseURL: relata.url,
    viewport: { width, height },
    locale: 'en-US',
    colorScheme: theme,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  })
  context.setDefaultTimeout(100_000)
  await context.addInitScript(TOASTS_STAY)
  const complaints: string[] = []
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  return { context, page, complaints }
}

/** A window whose person has signed in with an API key: may do everything in its environment. */
export async function openSignedIn(browser: Browser, relata: At & Key, visit: Visit = {}, key: Key = relata) {
  const window = await openWindow(browser, relata, visit)
  const answer = await window.context.request.post('/api/account/session', {
    data: { api_key: key.apiKey, api_secret: key.apiSecret },
    headers: { 'x-relata-page': '1' },
  })
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`)
  return window
}

/** Colours are measured as they are drawn, and what comes into sight is paler meanwhile. What turns without end is not waited for. */
const AT_REST = `(async () => {
  const moving = () => document.getAnimations().filter((one) =>
    one.playState === 'running' && one.effect.getComputedTiming().endTime < Infinity)
  while (moving().length > 0) await Promise.allSettled(moving().map((one) => one.finished))
})()`

/** What axe finds against WCAG 2.2 AA on the page as it is now, as one line for each place. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AT_REST)
  await page.evaluate(axe.source)
  const { violations: found } = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`,
  )
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  )
}

/** As `violations`, in the light and in the dark one; for what would have to be opened anew for each. */
export async function bothThemes(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    found.push(...(await violations(page)).map((line) => `${colorScheme}: ${line}`))
  }
  await page.emulateMedia({ colorScheme: 'light' })
  return found
}

/** Until whoever works by keys is there. */
export const reached = (control: Locator): Promise<void> => control.and(control.page().locator(':focus')).waitFor()

/** Two fingers about a point, which are so many pixels apart and then so many. */
export async function pinch(page: Page, { x, y }: { x: number; y: number }, from: number, to: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart?: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        apart === undefined
          ? []
          : [
              { x: x - apart / 2, y, id: 0 },
              { x: x + apart / 2, y, id: 1 },
            ],
    })
  await touch('touchStart', from)
  for (const part of [0.25, 0.5, 0.75, 1]) await touch('touchMove', from + (to - from) * part)
  await touch('touchEnd')
  await session.detach()
}
