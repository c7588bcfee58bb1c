import type { RunningRelata } from '../main.ts'

/** What a person pastes to point an SDK here. A secret that came from outside is not shown. */
export function connectionLines({
  url,
  cloudinaryUrl,
  cloudName,
  apiKey,
  apiSecret,
  credentialsGiven,
}: RunningRelata): string {
  const host = new URL(url).host
  const secret = credentialsGiven ? '$YOUR_SECRET' : apiSecret
  const shown = cloudinaryUrl.replace(encodeURIComponent(apiSecret), secret)
  return `
Relata is serving at ${url}

Point an official Cloudinary SDK here (Node, Python, Ruby, PHP, Go):

  export CLOUDINARY_URL='${shown}'

Upload and Admin calls need nothing else. Delivery URLs are http here, so say secure: false:

  Node     cloudinary.url('sample', { secure: false })
  Python   cloudinary.utils.cloudinary_url('sample', secure=False)[0]
  Ruby     Cloudinary::Utils.cloudinary_url('sample', secure: false)
  PHP      (new Cloudinary\\Asset\\Image('sample', ['url' => ['secure' => false, 'cname' => '${host}']]))->toUrl()
  curl     curl -u ${apiKey}:${secret} ${url}/v1_1/${cloudName}/resources

Stop with Ctrl-C.
`
}
