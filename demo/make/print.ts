import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Document } from './documents.ts'

/** The browser that prints. On a developer's machine only: nothing of the server needs one. */
const BROWSER = process.env.CHROMIUM ?? 'chromium'

async function browse(html: string, output: string, options: readonly string[]): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'relata-print-'))
  try {
    const [source, result] = [join(folder, 'page.html'), join(folder, output)]
    await writeFile(source, html)
    const common = [
      '--headless',
      '--hide-scrollbars',
      '--no-sandbox',
      '--disable-gpu',
      '--allow-file-access-from-files',
    ]
    const last = output.endsWith('.pdf') ? `--print-to-pdf=${result}` : `--screenshot=${result}`
    await promisify(execFile)(BROWSER, [...common, ...options, last, pathToFileURL(source).href])
    return await readFile(result)
  } finally {
    await rm(folder, { recursive: true })
  }
}

export const printPdf = ({ title, html }: Document): Promise<Buffer> =>
  browse(`<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>${html}`, 'page.pdf', [
    '--no-pdf-header-footer',
  ])

/** A drawing as PNG, transparent where nothing is drawn; by the browser, since it sets text along a path. */
export const photographSvg = (svg: string, size: number): Promise<Buffer> =>
  browse(`<!doctype html><meta charset="utf-8"><body style="margin:0">${svg}`, 'page.png', [
    '--default-background-color=00000000',
    `--window-size=${size},${size}`,
  ])
