import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bothThemes, openSignedIn, openWindow, reached, startBrowser, violations } from '../support/browser.ts'
import { setUp } from '../support/page.ts'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

const FILES = {
  front: ['tern-front.jpg', 'image', 'Tern, front'],
  angle: ['tern-angle.jpg', 'image', 'Tern, from the left'],
  top: ['tern-top.jpg', 'image', 'Tern, from above'],
  manual: ['tern-manual.pdf', 'image', 'Tern, manual'],
  film: ['tern-film.mp4', 'video', 'Tern, the film'],
  subtitles: ['tern-film.srt', 'raw', 'Subtitles of the film'],
  poster: ['tern-film-poster.jpg', 'image', 'Poster of the film'],
} as const
type Name = keyof typeof FILES

const demoFile = (file: string) => readFile(new URL(`../../demo/files/${file}`, import.meta.url))

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
const assets = {} as Record<Name, Json>
beforeAll(async () => {
  ;[relata, browser] = await Promise.all([startTestRelata(), startBrowser()])
  for (const [name, [file, type, title]] of Object.entries(FILES)) {
    const bytes = await demoFile(file)
    const public_id = type === 'raw' ? `tern/${name}.srt` : `tern/${name}`
    const { status, body } = await relata.upload(bytes, { public_id, display_name: title }, type, file)
    expect(status).toBe(200)
    assets[name as Name] = body
  }
})
afterAll(async () => {
  await browser?.close()
  await relata?.stop()
})

const relate = (...relations: Json[]) => relata.api('POST', '/relations', { relations })
const related = async (name: Name): Promise<string[]> => {
  const { body } = await relata.api('GET', `/related?asset=${assets[name].asset_id}`)
  return body.related.map(({ asset, kind }: Json) => `${kind} ${asset.public_id}`)
}
const id = (name: Name) => assets[name].asset_id
const open = async (page: Page, name: Name) => {
  await page.goto(`/@demo/assets/${id(name)}`)
  await page.getByRole('heading', { name: FILES[name][2], exact: true }).waitFor()
}
/** Of what is related, not of what is suggested below. */
const tile = (page: Page, name: Name) =>
  page
    .getByRole('region', { name: /^Related as/ })
    .getByRole('listitem')
    .filter({ hasText: FILES[name][2] })

beforeEach(async () => {
  for (const name of Object.keys(FILES) as Name[]) {
    const { body } = await relata.api('GET', `/related?asset=${id(name)}`)
    const relations = body.related.map(({ asset, kind }: Json) => ({ from: id(name), to: asset.asset_id, kind }))
    if (relations.length > 0) await relata.api('DELETE', '/relations', { relations })
  }
})

describe('what belongs to an asset, beside it', () => {
  test('is picked by words and keyboard alone, with its kind and a note', async () => {
    const { page, complaints } = await openSignedIn(browser, relata)
    await open(page, 'front')
    await page.getByText('Nothing is related to it yet', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Relate', exact: true }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: /^Relate/ })
    await reached(dialog.getByRole('textbox', { name: 'Search', exact: true }))
    await page.keyboard.type('manual')
    await dialog.getByRole('option').filter({ hasText: 'Tern, manual' }).waitFor()
    await dialog.getByRole('option').filter({ hasText: 'from above' }).waitFor({ state: 'detached' })
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await dialog.getByLabel('How they belong together', { exact: true }).selectOption({ label: 'This has manual …' })
    await dialog.getByLabel('Note', { exact: true }).fill('Second edition')
    await page.keyboard.press('Control+Enter')
    await dialog.waitFor({ state: 'detached' })
    await reached(page.getByRole('button', { name: 'Relate', exact: true }))
    await tile(page, 'manual').getByText('Second edition').waitFor()
    await page.getByRole('heading', { name: 'has manual', exact: true }).waitFor()
    expect(await related('front')).toEqual(['has_manual tern/manual'])
    expect(complaints).toEqual([])
  })

  test('is found by whatever is pasted: public IDs, asset IDs, addresses of files and of pages', async () => {
    const { context, page } = await openSignedIn(browser, relata)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await open(page, 'front')
    await page.getByText('Nothing is related to it yet', { exact: true }).waitFor()
    const url = `https://cdn.example/demo/image/upload/c_fill,w_200/v1/tern/manual.pdf`
    const pasted = [
      ...['tern/angle', id('top'), url, `${relata.url}/@demo/assets/${id('film')}?tab=use`],
      ...['raw/upload/tern/subtitles.srt', 'tern/nothing'],
    ].join('\n')
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(pasted)})`)
    await page.keyboard.press('Control+V')
    await page.getByText('Nothing is called “tern/nothing”', { exact: true }).waitFor()
    const options = page.getByRole('listbox').getByRole('option')
    await expect.poll(() => options.count()).toBe(5)
    for (const option of await options.all()) await option.click()
    await page.getByRole('button', { name: 'Relate 5 assets', exact: true }).click()
    await page.getByText('5 relations made').first().waitFor()
    expect(await related('front')).toEqual(
      ['angle', 'top', 'manual', 'film', 'subtitles.srt'].map((name) => `related tern/${name}`),
    )
  })

  test('is told asset by asset where some of it is refused, and the rest stands', async () => {
    const gone = await relata.asset('soon-gone', { display_name: 'Soon gone' })
    const { page } = await openSignedIn(browser, relata)
    await open(page, 'front')
    await page.getByRole('button', { name: 'Relate', exact: true }).click()
    await page.getByRole('option').filter({ hasText: 'Soon gone' }).click()
    await page.getByRole('option').filter({ hasText: 'from above' }).click()
    await relata.admin('DELETE', '/resources/raw/upload?public_ids[]=soon-gone')
    await page.getByRole('button', { name: 'Relate 2 assets', exact: true }).click()
    await page.getByRole('alert').getByText('Soon gone: one of the two assets does not exist').waitFor()
    expect(await related('front')).toEqual(['related tern/top'])
    await page.keyboard.press('Escape')
    await tile(page, 'top').waitFor()
    expect(await page.getByRole('complementary').getByText(gone.display_name).count()).toBe(0)
  })

  test('is put in another order by keyboard alone, and the order is announced', async () => {
    await relate(...(['angle', 'top', 'manual'] as const).map((name) => ({ from: id('front'), to: id(name) })))
    const { page } = await openSignedIn(browser, relata)
    await open(page, 'front')
    await tile(page, 'angle').waitFor()
    await page.getByRole('button', { name: 'Relate', exact: true }).focus()
    await page.keyboard.press('Tab')
    await expect.poll(() => focused(page)).toContain('from the left')
    await page.keyboard.press('Alt+ArrowRight')
    await page.getByText('Tern, from the left moved after Tern, from above', { exact: true }).waitFor()
    await expect.poll(() => focused(page)).toContain('from the left')
    await page.keyboard.press('Alt+End')
    await expect.poll(() => related('front')).toEqual(['top', 'manual', 'angle'].map((name) => `related tern/${name}`))
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => focused(page)).toContain('manual')
    await page.keyboard.press('Alt+Home')
    await expect.poll(() => related('front')).toEqual(['manual', 'top', 'angle'].map((name) => `related tern/${name}`))

    // While a change is on its way, what others change takes nothing of it back.
    const held = Promise.withResolvers<void>()
    await page.route('**/related/move', async (route) => {
      await held.promise
      await route.continue()
    })
    const order = () =>
      page
        .getByRole('region', { name: /^Related as/ })
        .getByRole('listitem')
        .evaluateAll((tiles) => tiles.map((one) => /manual|above|left/.exec(one.textContent ?? '')?.[0]))
    await page.keyboard.press('Alt+End')
    await expect.poll(order).toEqual(['above', 'left', 'manual'])
    const other = await page.context().newPage()
    await open(other, 'front')
    await relate({ from: id('front'), to: id('film'), kind: 'related' })
    await tile(other, 'film').waitFor()
    expect(await order()).toEqual(['above', 'left', 'manual'])
    held.resolve()
    await expect.poll(order).toEqual(['above', 'left', undefined, 'manual'])
  })

  test('is dragged to another place, and dropped on another kind to be of that', async () => {
    await relate(...(['angle', 'top'] as const).map((name) => ({ from: id('front'), to: id(name) })), {
      from: id('front'),
      to: id('manual'),
      kind: 'has_manual',
    })
    const { page } = await openSignedIn(browser, relata)
    await open(page, 'front')
    await tile(page, 'top').dragTo(tile(page, 'angle'), { targetPosition: { x: 5, y: 30 } })
    await expect
      .poll(() => related('front'))
      .toEqual([...['related tern/top', 'related tern/angle', 'has_manual tern/manual']])
    await tile(page, 'angle').dragTo(tile(page, 'manual'))
    await page.getByText('1 relation changed to has manual').first().waitFor()
    expect(await related('front')).toEqual([...['related tern/top', 'has_manual tern/manual', 'has_manual tern/angle']])
  })

  test('gets another kind, of one that is retired too, and what is said of it stays', async () => {
    await relata.api('POST', '/kinds', { name: 'draft_of', inverse: 'has_draft' })
    await relata.api('PATCH', '/kinds/draft_of', { retired: false })
    await relate(
      { from: id('film'), to: id('poster'), kind: 'has_draft', note: 'For the shop' },
      { from: id('film'), to: id('front') },
    )
    await relata.api('PATCH', '/kinds/draft_of', { retired: true })
    const { page } = await openSignedIn(browser, relata)
    await open(page, 'film')
    await tile(page, 'poster').hover()
    await page.getByRole('button', { name: 'More about Poster of the film', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Change kind …', exact: true }).click()
    await expect.poll(() => page.getByLabel('Kind', { exact: true }).inputValue()).toBe('has_draft')
    await page.getByLabel('Kind', { exact: true }).selectOption({ label: 'The open asset has poster …' })
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByRole('heading', { name: 'has poster', exact: true }).waitFor()
    await tile(page, 'poster').getByText('For the shop').waitFor()
    await reached(page.getByRole('button', { name: /^More about/ }))
    await expect.poll(() => related('film')).toEqual(['related tern/front', 'has_poster tern/poster'])
  })

  test('has a note and a part, which are told on its tile, and means a version until it is said otherwise', async () => {
    const overwrite = async (file: string) => {
      const options = { public_id: 'tern/angle', display_name: FILES.angle[2] }
      await relata.upload(await demoFile(file), options, 'image', file)
    }
    await overwrite('tern-angle.jpg')
    const { body: film } = await relata.api('GET', `/assets/${id('film')}`)
    const { body: angle } = await relata.api('GET', `/assets/${id('angle')}`)
    const versions = { from_version: film.version_id, to_version: angle.version_id }
    await relate({ from: id('film'), to: id('angle'), ...versions }, { from: id('film'), to: id('poster') })
    await overwrite('tern-top.jpg')
    const { page, complaints } = await openSignedIn(browser, relata, { reducedMotion: true })
    await open(page, 'film')
    await tile(page, 'angle').getByText('Earlier version').waitFor()
    const dialog = page.getByRole('dialog', { name: 'Note and part', exact: true })
    const edit = async () => {
      await tile(page, 'angle').hover()
      await page.getByRole('button', { name: 'More about Tern, from the left', exact: true }).click()
      await page.getByRole('menuitem', { name: 'Note and part …', exact: true }).click()
    }
    await edit()
    await dialog.getByLabel('Note', { exact: true }).fill('Where it flies')
    await dialog.getByLabel('to', { exact: true }).fill('0:03')
    await dialog.getByText('Say where the part begins').waitFor()
    await dialog.getByLabel('Part from', { exact: true }).fill('soon')
    await dialog.getByText('Write times as 1:05 or 65').waitFor()
    await dialog.getByLabel('Part from', { exact: true }).fill('0:04')
    await dialog.getByText('It ends before it begins', { exact: true }).waitFor()
    expect(await dialog.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
    expect(await bothThemes(page)).toEqual([])
    await dialog.getByLabel('Part from', { exact: true }).fill('1,5')
    await dialog.getByLabel(/^It means the files as they are now/).check()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await reached(tile(page, 'angle').getByRole('button', { name: /^More about/ }))
    await tile(page, 'angle').getByText('0:02–0:03').waitFor()
    await tile(page, 'angle').getByText('Where it flies').waitFor()
    await tile(page, 'angle').getByText('Earlier version').waitFor({ state: 'detached' })
    const said = async () => (await relata.api('GET', `/related?asset=${id('film')}`)).body.related[0]
    await expect.poll(said).toMatchObject({ note: 'Where it flies', start: 1.5, end: 3 })
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    await tile(page, 'angle').getByText('Where it flies').waitFor({ state: 'detached' })
    await tile(page, 'angle').getByText('Earlier version').waitFor()

    // Refused as a whole: what was written is taken back.
    await page.route('**/relations', (route) => route.abort())
    await edit()
    await dialog.getByLabel('Note', { exact: true }).fill('Not this')
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('It could not be saved').first().waitFor()
    await tile(page, 'angle').getByText('Not this').waitFor({ state: 'detached' })
    expect((await said()).note).toBeUndefined()
    expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([])
  })

  test('gets another kind with others, shown by kind, and what of it fails is told asset by asset', async () => {
    await relate(...(['angle', 'top', 'manual'] as const).map((name) => ({ from: id('front'), to: id(name) })))
    const { page } = await openSignedIn(browser, relata, { reducedMotion: true })
    // So that the page doesn't hear of what somebody else does.
    await page.route('**/history/events', (route) => route.abort())
    await open(page, 'front')
    await tile(page, 'angle').getByRole('checkbox').check()
    await tile(page, 'manual')
      .getByRole('link')
      .click({ modifiers: ['Shift'] })
    const bar = page.getByRole('toolbar', { name: 'Selected relations', exact: true })
    await bar.getByText('3 selected', { exact: true }).waitFor()
    await tile(page, 'top').getByRole('link').click()
    await bar.getByText('2 selected', { exact: true }).waitFor()
    await bar.getByRole('button', { name: 'Change kind', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Change kind', exact: true })
    expect(await dialog.getByRole('button', { name: 'Change', exact: true }).isDisabled()).toBe(true)
    await dialog.getByLabel('Kind', { exact: true }).selectOption({ label: 'The open asset has manual …' })
    expect(await bothThemes(page)).toEqual([])
    await relata.api('DELETE', '/relations', { relations: [{ from: id('front'), to: id('angle') }] })
    await dialog.getByRole('button', { name: 'Change', exact: true }).click()
    await page.getByText('1 relation changed to has manual').first().waitFor()
    await page.getByText('The kind could not be changed').first().waitFor()
    await page.getByText('Tern, from the left: the two are not related by this kind').first().waitFor()
    await tile(page, 'angle').waitFor({ state: 'detached' })
    await page.getByLabel('Kinds that are shown', { exact: true }).selectOption({ label: 'has manual (1)' })
    await tile(page, 'top').waitFor({ state: 'detached' })
    await tile(page, 'manual').waitFor()
    expect(await related('front')).toEqual(['related tern/top', 'has_manual tern/manual'])
  })

  test('is suggested with the reason, related or dismissed by one click, and that is taken back', async () => {
    const { page, complaints } = await openSignedIn(browser, relata)
    await open(page, 'film')
    const strip = page.getByRole('region', { name: 'May belong together', exact: true })
    const suggested = strip.getByRole('listitem').filter({ hasText: 'Subtitles of the film' })
    await suggested.getByText(/^\d+ % · /).waitFor()
    await suggested.getByText(/name/).waitFor()
    await strip.getByRole('listitem').nth(1).waitFor()
    await suggested.getByRole('button', { name: 'Dismiss Subtitles of the film', exact: true }).press('Enter')
    await page.getByText('It is not suggested again').first().waitFor()
    await suggested.waitFor({ state: 'detached' })
    await reached(strip.getByRole('button', { name: /^Dismiss/ }))
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    await suggested.getByRole('button', { name: /^Relate Subtitles of the film as has transcript/ }).click()
    await suggested.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: 'has transcript', exact: true }).waitFor()
    await tile(page, 'subtitles').waitFor()
    await expect.poll(() => related('film')).toEqual(['has_transcript tern/subtitles.srt'])
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click()
    await suggested.waitFor()
    await expect.poll(() => related('film')).toEqual([])

    // By keys alone, until none is left.
    const answers = strip.getByRole('button', { name: /^Relate/ })
    await answers.first().focus()
    for (const name of await answers.evaluateAll((all) => all.map((one) => one.ariaLabel!))) {
      await reached(strip.getByRole('button', { name, exact: true }))
      await page.keyboard.press('Enter')
    }
    await reached(page.getByRole('button', { name: 'Relate', exact: true }))
    expect(complaints).toEqual([])
  })

  test('is removed, several at once, and comes back by undo where it stood', async () => {
    await relate(...(['angle', 'top', 'manual'] as const).map((name) => ({ from: id('front'), to: id(name) })))
    const { page } = await openSignedIn(browser, relata)
    await open(page, 'front')
    await tile(page, 'angle').getByRole('checkbox').check()
    await tile(page, 'top').getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await tile(page, 'angle').waitFor({ state: 'detached' })
    await page.getByText('2 relations removed').last().waitFor()
    expect(await related('front')).toEqual(['related tern/manual'])
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    await tile(page, 'angle').waitFor()
    // It is in sight before the server has answered.
    await expect.poll(() => related('front')).toEqual(['angle', 'top', 'manual'].map((name) => `related tern/${name}`))

    // One after the other from the menu: the next one has the focus, then the one before, then what relates others.
    const more = (name: Name) => tile(page, name).getByRole('button', { name: /^More about/ })
    for (const [removed, next] of [
      ['top', more('manual')],
      ['manual', more('angle')],
      ['angle', page.getByRole('button', { name: 'Relate', exact: true })],
    ] as const) {
      await more(removed).press('Enter')
      await page.getByRole('menuitem', { name: /^Remove relation/ }).press('Enter')
      await tile(page, removed).waitFor({ state: 'detached' })
      await reached(next)
    }
  })

  test('comes back to where it was if the server refuses the change, and says why', async () => {
    await relate({ from: id('front'), to: id('angle') })
    const ada = await setUp(relata)
    const eve = { user_name: 'eve', password: 'a password of eve' }
    await ada.ok('POST', '/api/account/users', { ...eve, role: 'editor' })
    const { context, page } = await openWindow(browser, relata)
    const headers = { 'x-relata-page': '1' }
    expect((await context.request.post('/api/account/session', { data: eve, headers })).ok()).toBe(true)
    await open(page, 'front')
    await tile(page, 'angle').waitFor()
    await ada.ok('PATCH', '/api/account/users/eve', { role: 'viewer' })
    await tile(page, 'angle').getByRole('link').focus()
    await page.keyboard.press('Delete')
    await page.getByText('Not all of it could be removed').first().waitFor()
    await tile(page, 'angle').waitFor()
    expect(await related('front')).toEqual(['related tern/angle'])

    await page.reload()
    await tile(page, 'angle').waitFor()
    expect(await page.getByRole('button', { name: 'Relate', exact: true }).count()).toBe(0)
  })

  test('plays with a film: its poster, and its subtitles, which are SubRip', async () => {
    await relate(
      { from: id('film'), to: id('poster'), kind: 'has_poster' },
      { from: id('film'), to: id('subtitles'), kind: 'has_transcript', note: 'English' },
    )
    const { page, complaints } = await openSignedIn(browser, relata)
    await open(page, 'film')
    const video = page.locator('video')
    await expect.poll(() => video.getAttribute('poster')).toContain('tern/poster')
    const cues = () =>
      page.evaluate<number[]>(
        `[...(document.querySelector('video').textTracks[0]?.cues ?? [])].map((cue) => cue.startTime)`,
      )
    await expect.poll(cues).not.toEqual([])
    expect(complaints).toEqual([])
  })

  test.each(['light', 'dark'] as const)('can be used by everybody, %s', async (theme) => {
    await relate(
      { from: id('film'), to: id('front'), start: 1, end: 3, note: 'The mill' },
      { from: id('film'), to: id('poster'), kind: 'has_poster' },
    )
    const { page } = await openSignedIn(browser, relata, { theme })
    await open(page, 'film')
    await tile(page, 'front').waitFor()
    expect(await violations(page)).toEqual([])
    for (const tab of ['Details', 'Versions', 'History', 'Use']) {
      await page.getByRole('tab', { name: tab, exact: true }).click()
      await page.getByRole('tabpanel', { name: tab, exact: true }).locator('p, h2, pre').first().waitFor()
      expect(await violations(page), tab).toEqual([])
    }
    await page.getByRole('tab', { name: /^Related/ }).click()
    await page.getByRole('button', { name: 'Relate', exact: true }).click()
    await page.getByRole('option').first().waitFor()
    expect(await violations(page)).toEqual([])
  })
})

const focused = (page: Page) => page.evaluate<string>(`document.activeElement?.textContent ?? ''`)

describe('thousands of related assets', () => {
  let folder: string
  let hub: TestRelata
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'relata-test-'))
    const script = fileURLToPath(new URL('../support/make-hub.ts', import.meta.url))
    await promisify(execFile)(process.execPath, [script, folder, '3000', '3000'])
    hub = await startTestRelata({ dataFolder: folder })
  })
  afterAll(async () => {
    await hub?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('are loaded as one scrolls, few of them at a time, and counted from the start', async () => {
    const { body } = await hub.admin('GET', '/resources/image/upload/hub')
    const { page } = await openSignedIn(browser, hub)
    await page.goto(`/@demo/assets/${body.asset_id}`)
    const tiles = page.getByRole('complementary').getByRole('listitem')
    await tiles.first().waitFor()
    await page.getByRole('complementary').getByText('3,000').first().waitFor()
    expect(await tiles.count()).toBeLessThan(120)
    const last = page.locator('li[aria-posinset="3000"]')
    await expect
      .poll(
        async () => {
          await page.evaluate(`document.querySelector('aside').scrollTo(0, 1e7)`)
          return last.count()
        },
        { interval: 200 },
      )
      .toBe(1)
    expect(await tiles.count()).toBeLessThan(120)
  })

  test('are related by one drop, however many were dragged', async () => {
    const { body } = await hub.api('GET', '/assets?sort=name&direction=asc&limit=160')
    const [first, ...others]: string[] = body.assets
      .filter(({ public_id }: Json) => public_id.startsWith('spoke/'))
      .map(({ asset_id }: Json) => asset_id)
    const { page } = await openSignedIn(browser, hub)
    await page.goto(`/@demo/assets/${first}`)
    const { total } = (await hub.api('GET', `/related?asset=${first}`)).body
    await page.getByRole('button', { name: 'Relate', exact: true }).waitFor()
    const dragged = await page.evaluateHandle<object>(
      `(() => { const data = new DataTransfer(); data.setData('application/x-relata-assets', '${JSON.stringify(others)}'); return data })()`,
    )
    await page.getByRole('button', { name: 'Relate', exact: true }).dispatchEvent('drop', { dataTransfer: dragged })
    expect(others.length).toBeGreaterThan(150)
    await expect
      .poll(async () => (await hub.api('GET', `/related?asset=${first}`)).body.total)
      .toBe(total + others.length)
  })
})
