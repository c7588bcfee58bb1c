import type { RunningRelata } from '../main.ts'

/** What a person pastes to point an SDK here. A secret that came from outside is not shown. */
export function connectionLines({
  url,
  cloudinaryUrl,
  cloudName,
  apiKey,
  apiSecret,
  credentialsGiven,
  setUpUrl,
}: RunningRelata): string {
  const secret = credentialsGiven ? '$YOUR_SECRET' : apiSecret
  const shown = cloudinaryUrl.replace(`:${encodeURIComponent(apiSecret)}@`, () => `:${secret}@`)
  const account = shown.split('?', 1)[0]
  return `
${addressLine({ url, setUpUrl })}

Relata is serving at ${url}

Point an official Cloudinary SDK here:

  Node, Python, Ruby, Go
    export CLOUDINARY_URL='${shown}'
  PHP
    export CLOUDINARY_URL='${account}?api[upload_prefix]=${url}&url[cname]=${new URL(url).host}&url[secure]=false'

Uploads, relations and listings need nothing else. Delivery URLs are http here, so say so:

  Node      cloudinary.url('sample', { secure: false })
  Python    cloudinary.utils.cloudinary_url('sample', secure=False)[0]
  Ruby      Cloudinary::Utils.cloudinary_url('sample', secure: false)
  PHP       (new Cloudinary\\Asset\\Image('sample'))->toUrl()
  curl      curl -u ${apiKey}:${secret} ${url}/v1_1/${cloudName}/resources

Stop with Ctrl-C.
`
}

/** What a person opens. */
export const addressLine = ({ url, setUpUrl }: Pick<RunningRelata, 'url' | 'setUpUrl'>): string =>
  setUpUrl === undefined
    ? `Open the library: ${url}`
    : `Open the library: ${setUpUrl}\n(this link works once: it makes the first user, who may do everything)`
