import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSignedIn, startBrowser, violations } from '../support/browser.ts'
import { type Line, startLine } from '../support/line.ts'
import { type Json, startTestRelata, type TestRelata } from '../support/relata.ts'

const demo = (name: string) => fileURLToPath(new URL(`../../demo/files/${name}`, import.meta.url))

const THREE = ['tern-front.jpg', 'tern-top.jpg', 'tern-angle.jpg']

let relata: TestRelata
let browser: Awaited<ReturnType<typeof startBrowser>>
let line: Line
let folder: string
beforeAll(async () => {
  ;[relata, browser, folder] = await Promise.all([
    startTestRelata({ fetchAllow: ['127.0.0.1'] }),
    startBrowser(),
    mkdtemp(join(tmpdir(), 'relata-uploads-')),
  ])
  line = await startLine(relata)
})
afterAll(async () => {
  await browser.close()
  await line.close()
  await relata.stop()
  await rm(folder, { recursive: true, force: true })
})

const panel = (page: Page) => page.getByRole('region', { name: 'Uploads', exact: true })
const row = (page: Page, name: string) => panel(page).getByRole('listitem').filter({ hasText: name })
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const openDialog = async (page: Page) => {
  await page.getByRole('button', { name: 'Upload', exact: true }).first().click()
  await page.getByRole('dialog', { name: 'Upload', exact: true }).waitFor()
}
const chooseFiles = async (page: Page, files: string | readonly string[]) => {
  await openDialog(page)
  await page.getByLabel('Files', { exact: true }).setInputFiles(files)
}
const closePanel = async (page: Page) => {
  await panel(page).getByRole('button', { name: 'Close', exact: true }).click()
  await panel(page).waitFor({ state: 'detached' })
}

/** Real files, and folders of them, held over a place, or over a folder and those that open within it, and let go there. */
async function drop(page: Page, files: readonly string[], zone: string, ...folders: string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  const send = (type: 'dragEnter' | 'dragOver' | 'drop', at: { x: number; y: number }) =>
    devtools.send('Input.dispatchDragEvent', { type, ...at, data })
  await send('dragEnter', { x: 5, y: 5 })
  const target = page.getByText(zone, { exact: true })
  const links = folders.map((name) => page.getByRole('link', { name, exact: true }))
  let at = { x: 0, y: 0 }
  for (const place of links.length > 0 ? links : [target]) {
    const box = (await place.boundingBox())!
    at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    for (const type of ['dragEnter', 'dragOver'] as const) await send(type, at)
  }
  await target.waitFor()
  await send('drop', at)
  await devtools.detach()
}

const assets = async (expression: string): Promise<Json[]> => {
  const { body } = await relata.admin('POST', '/resources/search', { expression, max_results: 50 })
  return body.resources
}
const folderOf = async (name: string): Promise<string> => (await assets(name))[0].asset_folder
const relatedTo = async (assetId: string): Promise<string[]> => {
  const { body } = await relata.api('GET', `/related?asset=${assetId}`)
  return body.related.map(({ asset, kind }: Json) => `${kind} ${asset.display_name}`).sort()
}

/** As a program for pictures does it, of one that is 40 pixels wide. */
const COPY_A_PICTURE = `(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 })
  canvas.getContext('2d').fillRect(5, 5, 20, 10)
  const picture = await new Promise((resolve) => canvas.toBlob(resolve))
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })])
})()`

/** Another site, which has the files once it is open. */
async function startSite(): Promise<{ readonly url: string; open(): void; close(): Promise<void> }> {
  let isOpen = false
  const server = createServer(async ({ url }, response) => {
    response.statusCode = isOpen ? 200 : 404
    response.end(isOpen ? await readFile(demo(url!.slice(1))) : 'nothing here')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => {
      isOpen = true
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

describe('what is uploaded', () => {
  test('waits for its turn, is paused, and goes on where the server is when the line was torn', async () => {
    const large = randomBytes(25_000_000)
    await writeFile(join(folder, 'large.bin'), large)
    const { page, context } = await openSignedIn(browser, { ...relata, url: line.url })
    await page.goto('/@demo/library')
    await page.getByRole('heading', { name: 'This library is empty', exact: true }).waitFor()

    await chooseFiles(page, demo('tern-table.jpg'))
    await panel(page).getByText('Uploaded 1 file', { exact: true }).waitFor()
    await closePanel(page)

    await openDialog(page)
    line.hold()
    await page.getByLabel('Files', { exact: true }).setInputFiles([join(folder, 'large.bin'), ...THREE.map(demo)])
    await panel(page).getByText('Uploading 4 files', { exact: true }).waitFor()
    await row(page, 'large.bin').getByText('21 MB of 25 MB').waitFor()
    await row(page, 'tern-top.jpg').getByText('Sent; the server looks at it').waitFor()
    await row(page, 'tern-angle.jpg').getByText('Waits').waitFor()
    await press(page, 'Pause large.bin')
    await row(page, 'large.bin').getByText('Paused').waitFor()
    line.release()
    for (const name of THREE) await row(page, name).getByRole('link', { name, exact: true }).waitFor()
    await panel(page).getByText('Uploading 1 file', { exact: true }).waitFor()

    // Of a part that has left the browser, nothing has come to the server.
    line.hold()
    await press(page, 'Go on with large.bin')
    await row(page, 'large.bin').getByText('21 MB of 25 MB').waitFor()
    line.tear()
    await row(page, 'large.bin').getByText('The connection broke off').waitFor()
    await panel(page).getByText('Uploaded 3 files, 1 failed', { exact: true }).waitFor()
    line.release()
    await press(page, 'Try large.bin again')
    await panel(page).getByText('Uploaded 4 files', { exact: true }).waitFor()
    await row(page, 'large.bin').getByRole('link').waitFor()
    const [stored] = await assets('resource_type:raw')
    expect(large.equals(Buffer.from(await (await fetch(stored.url)).arrayBuffer()))).toBe(true)
    await context.close()
  })

  test('is dropped with its folders, pasted or fetched, and what is refused is tried again', async () => {
    await mkdir(join(folder, 'shoot/day'), { recursive: true })
    await cp(demo('tern-top.jpg'), join(folder, 'shoot/above.jpg'))
    await cp(demo('tern-front.jpg'), join(folder, 'shoot/day/before.jpg'))
    await writeFile(join(folder, 'shoot/.DS_Store'), 'of the system')
    await relata.admin('POST', '/folders/Elsewhere/Below')
    const { page, context } = await openSignedIn(browser, relata)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto('/@demo/library?folder=Shop')
    await page.getByRole('heading', { name: 'Shop', level: 1, exact: true }).waitFor()

    await drop(page, [join(folder, 'shoot')], 'Upload to Shop')
    await panel(page).getByText('Uploaded 2 files', { exact: true }).waitFor()
    await row(page, 'before.jpg').getByText('Shop/shoot/day').waitFor()
    expect(await folderOf('above')).toBe('Shop/shoot')
    expect(await folderOf('before')).toBe('Shop/shoot/day')
    await closePanel(page)

    // Onto a folder of the tree, they go there and not into the one that is open.
    await drop(page, [join(folder, 'shoot'), demo('sill-clay.jpg')], 'Upload to Below', 'Elsewhere', 'Below')
    await panel(page).getByText('Uploaded 3 files').waitFor()
    await row(page, 'before.jpg').getByText('Elsewhere/Below/shoot/day').waitFor()
    expect(await folderOf('sill-clay')).toBe('Elsewhere/Below')
    await closePanel(page)
    await drop(page, [demo('tamarack-logo.svg')], 'Upload to the root', 'All assets')
    await panel(page).getByText('Uploaded 1 file', { exact: true }).waitFor()
    expect(await folderOf('tamarack-logo')).toBe('')
    await closePanel(page)

    await page.evaluate(COPY_A_PICTURE)
    await page.keyboard.press('Control+v')
    await panel(page).getByText('Uploaded 1 file', { exact: true }).waitFor()
    expect((await assets('format:png')).map(({ width, asset_folder }) => [width, asset_folder])).toEqual([[40, 'Shop']])
    await closePanel(page)

    const site = await startSite()
    await openDialog(page)
    await page.getByLabel('Or from an address', { exact: true }).fill(`${site.url}/tern-parts.webp`)
    await page.getByRole('textbox', { name: 'Tags', exact: true }).fill('print, parts')
    await page.keyboard.press('Enter')
    await panel(page).getByText('1 file failed', { exact: true }).waitFor()
    await row(page, 'tern-parts.webp').getByText('Resource not found').waitFor()
    site.open()
    await press(page, 'Try tern-parts.webp again')
    await panel(page).getByText('Uploaded 1 file', { exact: true }).waitFor()
    expect(await assets('tern-parts AND tags:print AND tags:parts')).toHaveLength(1)
    await site.close()
    await context.close()
  })
})

describe('what is uploaded together', () => {
  test('is related to one another once all of it is there, though those that are done are cleared', async () => {
    const { page, context } = await openSignedIn(browser, { ...relata, url: line.url })
    await page.goto('/@demo/library?folder=Together')
    await chooseFiles(page, THREE.slice(0, 2).map(demo))
    await panel(page).getByText('Uploaded 2 files', { exact: true }).waitFor()
    await press(page, 'Relate these to one another')
    await page.getByText('Related 2 files to one another', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Relate these to one another', exact: true }).waitFor({ state: 'detached' })
    await closePanel(page)

    line.hold()
    const together = [demo('tern-table.jpg'), demo('sill-sage.jpg'), join(folder, 'large.bin')]
    await drop(page, together, 'Relate to one another')
    await row(page, 'large.bin').getByText('21 MB of 25 MB').waitFor()
    await row(page, 'sill-sage.jpg').getByText('Sent; the server looks at it').waitFor()
    await press(page, 'Pause large.bin')
    line.release()
    await row(page, 'sill-sage.jpg').getByRole('link').waitFor()
    await row(page, 'tern-table.jpg').getByRole('link').waitFor()
    await press(page, 'Clear those that are done')
    await row(page, 'sill-sage.jpg').waitFor({ state: 'detached' })
    await press(page, 'Go on with large.bin')
    await page.getByText('Related 3 files to one another', { exact: true }).waitFor()
    await closePanel(page)

    // One that is refused is left out, and the others belong together all the same.
    await writeFile(join(folder, 'empty.jpg'), '')
    await openDialog(page)
    await page.getByLabel('Relate them to one another', { exact: true }).check()
    await page
      .getByLabel('Files', { exact: true })
      .setInputFiles([demo('dusk-day.jpg'), demo('dusk-night.jpg'), join(folder, 'empty.jpg')])
    await panel(page).getByText('Uploaded 2 files, 1 failed', { exact: true }).waitFor()
    await closePanel(page)
    const [day] = await assets('dusk-day')
    await expect.poll(() => relatedTo(day.asset_id)).toEqual(['related dusk-night'])
    await context.close()
  })

  test('belongs to the asset that is open, by the kind that is chosen', async () => {
    const film = await relata.upload(
      await readFile(demo('tern-film.mp4')),
      { public_id: 'film', asset_folder: 'Films' },
      'video',
      'film.mp4',
    )
    const { page, context, complaints } = await openSignedIn(browser, relata)
    await page.goto(`/@demo/assets/${film.body.asset_id}`)
    await page.getByRole('heading', { name: 'film', level: 1, exact: true }).waitFor()
    await drop(page, [demo('tern-film.srt')], 'Relate to film')
    await panel(page).getByText('Uploaded 1 file', { exact: true }).waitFor()
    expect(await folderOf('resource_type:raw AND tern-film')).toBe('Films')
    await page.keyboard.press('Control+k')
    await page.getByRole('option', { name: 'Upload files', exact: true }).click()
    await page.getByLabel('How each is related', { exact: true }).selectOption('poster_of')
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      expect(await violations(page), theme).toEqual([])
    }
    await page.getByLabel('Files', { exact: true }).setInputFiles(demo('tern-film-poster.jpg'))
    await panel(page).getByText('Uploaded 2 files', { exact: true }).waitFor()
    expect(await relatedTo(film.body.asset_id)).toEqual(['has_poster tern-film-poster', 'related tern-film'])
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      expect(await violations(page), theme).toEqual([])
    }
    expect(complaints).toEqual([])
    await context.close()
  })
})
