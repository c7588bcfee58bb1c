import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSignedIn, reached, startBrowser, violations } from '../support/browser.ts'
import { setUp } from '../support/page.ts'
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
})
afterAll(async () => {
  await browser.close()
  await relata.stop()
})

const open = async (path: string, visit = {}) => {
  const window = await openSignedIn(browser, relata, visit)
  await window.page.goto(`/@demo${path}`)
  return window
}
const relations = async (name: string, type = 'image'): Promise<[string, string][]> => {
  const { body } = await relata.api('GET', `/related?asset=${encodeURIComponent(`${type}/upload/${name}`)}`)
  return body.related.map(({ asset, kind }: { asset: { public_id: string }; kind: string }) => [asset.public_id, kind])
}
const add = async (name: string) => {
  const named = { use_filename: true, unique_filename: false, asset_folder: 'films' }
  expect((await relata.upload(await readFile(new URL(name, FILES)), named, 'auto', name)).status, name).toBe(200)
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
    const pair = page.getByRole('article', { name: title, exact: true })
    await pair.waitFor()
    const before = await suggested()
    await pair.focus()
    await page.keyboard.press('a')
    await page.getByText('Related as derived from').first().waitFor()
    expect(await relations('tern-table')).toEqual([['tern-table-original', 'derived_from']])
    const next = page.locator('article:focus')
    await next.waitFor()
    await expect.poll(() => next.getAttribute('aria-label')).not.toBe(title)
    await page.keyboard.press('d')
    await page.getByText('It is not suggested again').first().waitFor()
    await expect.poll(() => suggested()).toBe(before - 2)
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
    await page.getByRole('checkbox', { name: 'Select all', exact: true }).check()
    await page.getByRole('button', { name: /^Accept \d/ }).click()
    await page.getByText('No suggestion is like that', { exact: true }).waitFor()
    await expect.poll(() => relations('tern-table')).toEqual([['tern-table-original', 'alternate_of']])
    await undo(page).click()
    await expect.poll(() => relations('tern-table')).toEqual([])
  })

  test('has what is new first, and loads no page again for it', async () => {
    const { page } = await open('/suggestions')
    // All that is there, so that no page is on its way.
    await page.getByText(/^\d+ pairs$/).waitFor()
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

  test('of many pages, looks at the first one again alone, keeps what was found on the others, and hears of answers to that', async () => {
    const many = await startTestRelata()
    const upload = async (name: string, publicId: string) =>
      many.upload(await readFile(new URL(name, FILES)), { public_id: publicId }, 'image', name)
    try {
      await upload('tern-table.jpg', 'old')
      await upload('tern-table-original.jpg', 'older')
      // More than are looked at for one page.
      for (let i = 0; i < 110; i++) await many.asset(`${'x'.repeat(i % 9)}${(i * 7919).toString(36)}`)
      const { page } = await openSignedIn(browser, many)
      await page.goto('/@demo/suggestions')
      const found = page.getByRole('article', { name: /older/ })
      await found.first().waitFor()
      const cursors: string[] = []
      page.on('request', (request) => {
        const { pathname, searchParams } = new URL(request.url())
        if (pathname.endsWith('/suggestions')) cursors.push(searchParams.get('cursor') ?? '')
      })
      await upload('tern-table-square.jpg', 'newest')
      await upload('tern-table.jpg', 'newest-again')
      await page
        .getByRole('article', { name: /newest-again/ })
        .first()
        .waitFor()
      expect(await found.count()).toBeGreaterThan(0)
      // What somebody else answers, takes back or deletes is known on all pages.
      const pair = page.getByRole('article', { name: /^(old .* older|older .* old)$/ })
      await pair.waitFor()
      const names = { from: image('old'), to: image('older') }
      const answers = [
        ['/suggestions/dismiss', { suggestions: [names] }],
        ['/relations', { relations: [{ from: names.to, to: names.from }] }],
        ['/assets/delete', { assets: [names.from] }],
      ] as const
      for (const [path, body] of answers) {
        const answer = await many.api('POST', path, body)
        expect(answer.status).toBe(200)
        await pair.waitFor({ state: 'detached' })
        await many.api('POST', `/history/${answer.headers.get('x-request-id')}/undo`, {})
        await pair.waitFor()
      }
      expect([...new Set(cursors)]).toEqual([''])
      await page.context().close()
    } finally {
      await many.stop()
    }
  })

  test('compares a pair large, one picture over the other', async () => {
    const { page } = await open('/suggestions')
    await pairs(page).first().focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('radio', { name: 'Swipe', exact: true }).click()
    await dialog.locator('[data-state="shown"] img').nth(1).waitFor()
    expect(await dialog.getByRole('slider').isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await page.locator('article:focus').waitFor()
  })

  test('answers in the comparison and goes on to the next, and dismisses many at once', async () => {
    const { page } = await open('/suggestions', { reducedMotion: true })
    await pairs(page).nth(2).waitFor()
    const before = await suggested()
    const titleOf = async (at: number) =>
      (await pairs(page)
        .nth(at)
        .getByRole('button', { name: /^Compare / })
        .getAttribute('aria-label'))!.slice(8)
    const [first, second, third] = [await titleOf(0), await titleOf(1), await titleOf(2)]
    await page.getByRole('button', { name: `Compare ${first}`, exact: true }).click()
    const compared = (title: string) => page.getByRole('dialog', { name: title, exact: true })
    await compared(first).waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await violations(page), colorScheme).toEqual([])
    }
    await page.keyboard.press('j')
    await compared(second).waitFor()
    await page.keyboard.press('k')
    await compared(first).waitFor()
    await page.keyboard.press('d')
    await compared(second).waitFor()
    // What tells of the last answer stands beside what the next is given by.
    await compared(second).getByRole('button', { name: 'Accept', exact: true }).click()
    await compared(third).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => suggested()).toBe(before - 2)
    await undo(page).click()
    await expect.poll(() => suggested()).toBe(before - 1)

    // What was taken back is in sight again.
    const shown = before - 1
    await expect.poll(() => pairs(page).count()).toBe(shown)
    await pairs(page).first().focus()
    await page.keyboard.press('x')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('x')
    await page.getByText('2 selected', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Dismiss', exact: true }).first().click()
    await page.getByText('2 pairs are not suggested again').first().waitFor()
    await expect.poll(() => pairs(page).count()).toBe(shown - 2)
    await undo(page).click()
    await expect.poll(() => suggested()).toBe(before - 1)
    await undo(page).click()
    await expect.poll(() => suggested()).toBe(before)
  })
})

describe('a rule', () => {
  test('relates what is there when it is run, and what comes later; it is switched off, written anew and deleted', async () => {
    for (const name of ['tern-film.mp4', 'tern-film.srt']) await add(name)
    const { page } = await open('/suggestions?tab=rules', { reducedMotion: true })
    await page.getByRole('button', { name: 'New rule', exact: true }).click()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Films and subtitles')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('alert').getByText('Films and subtitles').waitFor()
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('films-and-subtitles')
    await page.getByLabel('They look alike', { exact: true }).check()
    await page.getByLabel('They have matching file names', { exact: true }).uncheck()
    await page.getByLabel('They look alike', { exact: true }).uncheck()
    await page.getByText('Choose at least one').waitFor()
    await page.getByLabel('They have matching file names', { exact: true }).check()
    await page.getByLabel('Kind', { exact: true }).selectOption({ label: 'transcript of' })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await violations(page), colorScheme).toEqual([])
    }
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText(/^Relates assets that have matching file names as transcript of/).waitFor()

    await page.getByRole('button', { name: 'Run on what is there…', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Run films-and-subtitles', exact: true })
    await dialog.getByText('It would relate 1 pair:', { exact: true }).waitFor()
    expect(await relations('tern-film.srt', 'raw')).toEqual([])
    await dialog.getByRole('button', { name: 'Relate 1 pair', exact: true }).click()
    await page.getByText('1 pair related by films-and-subtitles').first().waitFor()
    expect(await relations('tern-film.srt', 'raw')).toEqual([['tern-film', 'transcript_of']])
    await undo(page).click()
    await expect.poll(() => relations('tern-film.srt', 'raw')).toEqual([])
    await add('tern-film.vtt')
    await expect.poll(() => relations('tern-film.vtt', 'raw')).toEqual([['tern-film', 'transcript_of']])

    const rule = async () => (await relata.api('GET', '/rules')).body.rules[0]
    await page.getByLabel('films-and-subtitles is on', { exact: true }).uncheck()
    await expect.poll(async () => (await rule()).enabled).toBe(false)
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByLabel('And it is at least', { exact: true }).selectOption({ label: 'Almost certain (90 %)' })
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('where that is almost certain (90 % or more)').waitFor()
    expect(await rule()).toMatchObject({ min_score: 0.9, enabled: false })
    await page.getByRole('button', { name: 'Delete films-and-subtitles', exact: true }).click()
    await page.getByRole('heading', { name: 'There are no rules', exact: true }).waitFor()
    await undo(page).click()
    await page.getByRole('heading', { name: 'films-and-subtitles', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Delete films-and-subtitles', exact: true }).click()
    await page.getByRole('heading', { name: 'There are no rules', exact: true }).waitFor()
    await reached(page.getByRole('button', { name: 'New rule', exact: true }))
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
    await page.getByText('made a link to the bundle of ‘tern-top’', { exact: true }).waitFor()
    await page.getByText('made a webhook to ‘example.com’', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Undo: made the saved search ‘terns’', exact: true }).waitFor()
    await page.getByRole('button', { name: /^Undo: related 2 assets to ‘tern-top’/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Undo', exact: true })
    await dialog.getByText('1 change will be taken back', { exact: true }).waitFor()
    await dialog.getByText('1 change is taken back already', { exact: true }).waitFor()
    expect((await relations('tern-top')).length).toBe(1)
    await dialog.getByRole('button', { name: 'Take back 1', exact: true }).click()
    await page.getByText('1 change taken back').first().waitFor()
    expect(await relations('tern-top')).toEqual([])
    await page.getByRole('button', { name: 'taken back', exact: true }).first().waitFor()
  })

  test('is looked through by who, what, which asset and when; what others changed since is left', async () => {
    const ada = await setUp(relata)
    const assets = ['tern-front', 'tern-angle'].map(image)
    await ada.ok('PATCH', '/api/v1/demo/assets', { assets, add_tags: ['sale'] })
    await relata.api('PATCH', '/assets', { assets: [assets[0]], tags: ['other'] })
    const { page } = await open('/history', { reducedMotion: true })
    const calls = page.getByRole('main').getByRole('article')
    const all = await calls
      .first()
      .waitFor()
      .then(() => calls.count())
    await page.getByLabel('By', { exact: true }).selectOption({ label: 'ada' })
    await expect.poll(() => calls.count()).toBe(1)
    await page.getByLabel('What', { exact: true }).selectOption({ label: 'Uploaded' })
    await page.getByRole('heading', { name: 'Nothing in the history is like that', exact: true }).waitFor()
    await page.getByLabel('What', { exact: true }).selectOption({ label: 'Edited' })
    await expect.poll(() => calls.count()).toBe(1)
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await expect.poll(() => calls.count()).toBe(all)
    await page.getByRole('textbox', { name: 'Asset', exact: true }).fill('tern-front')
    await page.keyboard.press('Enter')
    await page.waitForURL(/asset=tern-front/)
    await expect.poll(() => calls.count()).toBeLessThan(all)
    const tomorrow = new Date(Date.now() + 36 * 3_600_000)
    const day = [tomorrow.getFullYear(), tomorrow.getMonth() + 1, tomorrow.getDate()]
    await page.getByLabel('From', { exact: true }).fill(day.map((n) => String(n).padStart(2, '0')).join('-'))
    await page.getByRole('heading', { name: 'Nothing in the history is like that', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Clear', exact: true }).click()

    await calls
      .filter({ hasText: 'ada' })
      .getByRole('button', { name: /^changed/ })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('tern-angle').first().waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await violations(page), colorScheme).toEqual([])
    }
    await dialog.getByRole('button', { name: 'Undo…', exact: true }).click()
    await dialog.getByText('1 change can’t be taken back').waitFor()
    await dialog.getByText('1 change will be taken back', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Take back 1', exact: true }).click()
    await page.getByText('1 change taken back').first().waitFor()
    const tagsOf = async (name: string) => (await relata.api('GET', `/assets?q=${name}`)).body.assets[0].tags
    expect([await tagsOf('tern-front'), await tagsOf('tern-angle')]).toEqual([['other'], []])
  })
})

describe('the kinds', () => {
  test('are made with what they protect, retired and brought back; names that can’t be are refused', async () => {
    const { page } = await open('/kinds', { reducedMotion: true })
    await page.getByRole('button', { name: 'New kind', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'New kind', exact: true })
    const write = async (name: string, inverse: string) => {
      await dialog.getByLabel('From A to B', { exact: true }).fill(name)
      await dialog.getByLabel('From B to A', { exact: true }).fill(inverse)
      await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    }
    await write('9 covers', 'has 9 covers')
    await dialog.getByRole('alert').getByText('a letter first').waitFor()
    await write('Poster of', 'has a poster')
    await dialog.getByRole('alert').getByText('poster_of is a name of the kind poster_of already').waitFor()
    await dialog.getByLabel('From A to B', { exact: true }).fill('cover of')
    await dialog.getByLabel('From B to A', { exact: true }).fill('has cover')
    await dialog
      .getByLabel('Protection', { exact: true })
      .selectOption({ label: 'Keeps what has cover another from being deleted' })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await violations(page), colorScheme).toEqual([])
    }
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('cover of is a kind now').first().waitFor()
    const row = page.getByRole('listitem').filter({ hasText: 'has cover' })
    await row.getByText('Keeps what has cover another from being deleted').waitFor()
    const cover = async () =>
      (await relata.api('GET', '/kinds')).body.kinds.find(({ name }: { name: string }) => name === 'cover_of')
    expect(await cover()).toMatchObject({ inverse: 'has_cover', directed: true, protects: 'object', retired: false })

    await page.getByRole('button', { name: 'What can be done with cover of', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Retire', exact: true }).click()
    await page.getByRole('heading', { name: 'Retired', exact: true }).waitFor()
    await reached(page.getByRole('button', { name: /^What can be done with (?!cover of)/ }))
    await expect.poll(async () => (await cover()).retired).toBe(true)
    await page.getByRole('button', { name: 'What can be done with cover of', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Bring back', exact: true }).click()
    await page.getByRole('heading', { name: 'Retired', exact: true }).waitFor({ state: 'detached' })
    await reached(page.getByRole('button', { name: /^What can be done with/ }))
    // What is related without a kind keeps its own.
    await page.getByRole('button', { name: 'What can be done with related', exact: true }).click()
    await expect.poll(() => page.getByRole('menuitem').allTextContents()).toEqual(['Edit…'])
  })

  test('are renamed and merged, and their relations go along', async () => {
    await relata.api('POST', '/kinds', { name: 'sketch_of', inverse: 'has_sketch' })
    const relation = { from: image('tern-front'), to: image('tern-angle'), kind: 'sketch_of' }
    await relata.api('POST', '/relations', { relations: [relation] })
    const { page } = await open('/kinds')
    const choose = async (kind: string, what: string) => {
      await page.getByRole('button', { name: `What can be done with ${kind}`, exact: true }).click()
      await page.getByRole('menuitem', { name: what, exact: true }).click()
    }
    await choose('sketch of', 'Edit…')
    await page.getByLabel('From A to B', { exact: true }).fill('draft of')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.poll(() => relations('tern-front')).toEqual([['tern-angle', 'draft_of']])
    await reached(page.getByRole('button', { name: 'What can be done with draft of', exact: true }))
    await choose('draft of', 'Merge into another…')
    await page.getByRole('dialog').getByRole('combobox').selectOption('derived_from')
    await page.getByRole('button', { name: /^Merge/ }).click()
    await page.getByText('1 relation of draft of became derived from').first().waitFor()
    expect(await relations('tern-front')).toEqual([['tern-angle', 'derived_from']])
    await page.getByRole('heading', { name: 'Retired', exact: true }).waitFor()
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
