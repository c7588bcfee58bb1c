import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Recipe, RenderSource } from '../../src/core/derived.ts'
import { parseTransformation } from '../../src/core/parse-transformation.ts'
import { createRenderer, type Renderer } from '../../src/media/renderer.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relata-render-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const recipe = (text: string, format: Recipe['format'] = 'png'): Recipe => ({
  ...{ steps: parseTransformation(text).steps, format },
})
const source = (path: string, facts: Partial<RenderSource> = {}): RenderSource => ({
  ...{ path, format: 'png', resourceType: 'image', width: 10, height: 10, pages: null, durationMicros: null },
  ...facts,
})
async function using<T>(renderer: Renderer, work: (renderer: Renderer) => Promise<T>): Promise<T> {
  try {
    return await work(renderer)
  } finally {
    await renderer.close()
  }
}
async function picture(name: string): Promise<string> {
  const path = join(folder, name)
  await sharp({ create: { width: 10, height: 10, channels: 3, background: '#abc' } })
    .png()
    .toFile(path)
  return path
}

describe('what makes images', () => {
  it('ends what takes too long, and goes on with the next', async () => {
    const path = await picture('slow.png')
    const output = join(folder, 'slow-output')
    // The effects of a large picture take longer than the reader has.
    const slow = recipe(`w_7000/${Array(15).fill('e_blur:2000').join('/')}`)
    await using(createRenderer('', 4000), async ({ render }) => {
      await expect(render(source(path), slow, output)).rejects.toMatchObject({
        code: 'invalid',
        message: 'The image could not be made within 4 seconds: ask for a simpler one',
      })
      expect(await render(source(path), recipe('w_5'), output)).toMatchObject({ width: 5, height: 5, format: 'png' })
    })
  })

  it('says of a damaged file that it is', async () => {
    const path = join(folder, 'damaged.png')
    await writeFile(path, 'not a picture')
    await using(createRenderer(''), ({ render }) =>
      expect(render(source(path), recipe('w_5'), join(folder, 'none'))).rejects.toMatchObject({ code: 'invalid' }),
    )
    expect(await readdir(folder)).not.toContain('none')
  })

  it('says what is missing where there is no ffmpeg', async () => {
    const film = source('demo/files/tern-film.mp4', { format: 'mp4', resourceType: 'video', durationMicros: 5_000_000 })
    await using(createRenderer(folder), ({ render }) =>
      expect(render(film, recipe(''), join(folder, 'none'))).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringContaining('need ffmpeg, which is not on the PATH'),
      }),
    )
  })

  it('refuses what is being made when it is closed', async () => {
    const path = await picture('closing.png')
    const renderer = createRenderer('')
    const making = [1, 2, 3, 4].map((n) =>
      renderer.render(source(path), recipe('w_6000/e_blur:2000'), join(folder, `c${n}`)),
    )
    const ended = Promise.allSettled(making)
    await renderer.close()
    for (const result of await ended) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
    }
  })

  it('refuses more than may wait', async () => {
    const path = await picture('queue.png')
    const renderer = createRenderer('')
    const making = Array.from({ length: 510 }, (_, n) =>
      renderer.render(source(path), recipe('w_5'), join(folder, `q${n}`)),
    )
    const results = Promise.allSettled(making)
    await renderer.close()
    const reasons = (await results).map((result) => (result.status === 'rejected' ? String(result.reason.message) : ''))
    expect(reasons.filter((reason) => reason.startsWith('Too many images'))).toHaveLength(8)
  })
})
