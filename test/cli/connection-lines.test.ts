import { describe, expect, it } from 'vitest'
import { connectionLines } from '../../src/cli/connection-lines.ts'
import type { RunningRelata } from '../../src/main.ts'

/** A server as it describes itself, with that secret. */
function running(apiSecret: string, credentialsGiven: boolean): RunningRelata {
  const account = `key:${encodeURIComponent(apiSecret)}@demo`
  return {
    url: 'http://127.0.0.1:4000',
    cloudinaryUrl: `cloudinary://${account}?upload_prefix=http://127.0.0.1:4000&cname=127.0.0.1:4000`,
    cloudName: 'demo',
    apiKey: 'key',
    apiSecret,
    credentialsGiven,
    setUpUrl: undefined,
    stop: async () => {},
  }
}

/** Each line with its columns one space apart. */
const linesOf = (relata: RunningRelata): string[] =>
  connectionLines(relata)
    .split('\n')
    .map((line) => line.trim().replace(/ {2,}/g, ' '))

const FOR_SDKS = 'upload_prefix=http://127.0.0.1:4000&cname=127.0.0.1:4000'
const FOR_PHP = 'api[upload_prefix]=http://127.0.0.1:4000&url[cname]=127.0.0.1:4000&url[secure]=false'

describe('the lines to paste', () => {
  it.each([
    ['Node, Python, Ruby, Go', FOR_SDKS],
    ['PHP', FOR_PHP],
  ])('point %s here by one variable', (heading, query) => {
    const lines = linesOf(running('abc-123', false))
    expect(lines[lines.indexOf(heading) + 1]).toBe(`export CLOUDINARY_URL='cloudinary://key:abc-123@demo?${query}'`)
  })

  it('say what each SDK needs for URLs on http, and how curl calls', () => {
    expect(linesOf(running('abc-123', false))).toEqual(
      expect.arrayContaining([
        "Node cloudinary.url('sample', { secure: false })",
        "Python cloudinary.utils.cloudinary_url('sample', secure=False)[0]",
        "Ruby Cloudinary::Utils.cloudinary_url('sample', secure: false)",
        "PHP (new Cloudinary\\Asset\\Image('sample'))->toUrl()",
        'curl curl -u key:abc-123 http://127.0.0.1:4000/v1_1/demo/resources',
      ]),
    )
  })

  it.each(['abc-123', 's/e+cret', '$&', 'key', 'demo'])(
    'never show the secret %s where it came from outside',
    (secret) => {
      const lines = linesOf(running(secret, true))
      expect(lines).toEqual(
        expect.arrayContaining([
          `export CLOUDINARY_URL='cloudinary://key:$YOUR_SECRET@demo?${FOR_SDKS}'`,
          `export CLOUDINARY_URL='cloudinary://key:$YOUR_SECRET@demo?${FOR_PHP}'`,
          'curl curl -u key:$YOUR_SECRET http://127.0.0.1:4000/v1_1/demo/resources',
        ]),
      )
      for (const form of [secret, encodeURIComponent(secret)]) expect(lines.join('\n')).not.toContain(`:${form}@`)
    },
  )
})
