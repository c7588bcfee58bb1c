/** Where a program finds this server, and with what it gets in. */
export interface Access {
  /** Of the page, as `https://media.example.com`. */
  readonly origin: string
  readonly cloud: string
  readonly key: string
  readonly secret: string
}

export interface Snippet {
  readonly title: string
  readonly code: string
}

const isSecure = ({ origin }: Access): boolean => origin.startsWith('https:')
const credentials = ({ key, secret }: Access): string => `${encodeURIComponent(key)}:${encodeURIComponent(secret)}`

/** What SDKs take as CLOUDINARY_URL. They have a setting of their own for the host of https URLs. */
export function cloudinaryUrl(access: Access): string {
  const host = new URL(access.origin).host
  const delivery = isSecure(access) ? `secure_distribution=${host}&secure=true` : `cname=${host}`
  return `cloudinary://${credentials(access)}@${access.cloud}?upload_prefix=${access.origin}&${delivery}`
}

function phpUrl(access: Access): string {
  const host = new URL(access.origin).host
  const delivery = isSecure(access) ? `url[secure_cname]=${host}` : `url[cname]=${host}&url[secure]=false`
  return `cloudinary://${credentials(access)}@${access.cloud}?api[upload_prefix]=${access.origin}&${delivery}`
}

/** The same in each language: a file is uploaded, another related to it, and both are looked up. */
export const SNIPPETS: Readonly<Record<string, (access: Access) => Snippet>> = {
  node: (access) => ({
    title: 'Node',
    code: `// npm i cloudinary
// CLOUDINARY_URL='${cloudinaryUrl(access)}'
import { v2 as cloudinary } from 'cloudinary'

await cloudinary.uploader.upload('dog.jpg', { public_id: 'dog' })
await cloudinary.uploader.upload('dog.srt', { public_id: 'dog.srt', resource_type: 'raw' })
await cloudinary.api.add_related_assets('dog', ['raw/upload/dog.srt'])

const { related_assets } = await cloudinary.api.resource('dog', { related: true })`,
  }),
  python: (access) => ({
    title: 'Python',
    code: `# pip install cloudinary
# CLOUDINARY_URL='${cloudinaryUrl(access)}'
import cloudinary.api, cloudinary.uploader

cloudinary.uploader.upload("dog.jpg", public_id="dog")
cloudinary.uploader.upload("dog.srt", public_id="dog.srt", resource_type="raw")
cloudinary.api.add_related_assets("dog", ["raw/upload/dog.srt"])

cloudinary.api.resource("dog", related=True)["related_assets"]`,
  }),
  php: (access) => ({
    title: 'PHP',
    code: `// composer require cloudinary/cloudinary_php
// CLOUDINARY_URL='${phpUrl(access)}'
$cloudinary = new Cloudinary\\Cloudinary();

$cloudinary->uploadApi()->upload('dog.jpg', ['public_id' => 'dog']);
$cloudinary->uploadApi()->upload('dog.srt', ['public_id' => 'dog.srt', 'resource_type' => 'raw']);
$cloudinary->adminApi()->addRelatedAssets('dog', ['raw/upload/dog.srt']);

$cloudinary->adminApi()->asset('dog', ['related' => true])['related_assets'];`,
  }),
  ruby: (access) => ({
    title: 'Ruby',
    code: `# gem install cloudinary
# CLOUDINARY_URL='${cloudinaryUrl(access)}'
require "cloudinary"

Cloudinary::Uploader.upload("dog.jpg", public_id: "dog")
Cloudinary::Uploader.upload("dog.srt", public_id: "dog.srt", resource_type: "raw")
Cloudinary::Api.add_related_assets("dog", ["raw/upload/dog.srt"])

# This SDK doesn't ask for related assets by itself.
Cloudinary::Api.resource("dog")`,
  }),
  curl: ({ origin, cloud, key, secret }) => ({
    title: 'curl',
    code: `curl -u ${key}:${secret} -F file=@dog.jpg -F public_id=dog \\
  ${origin}/v1_1/${cloud}/image/upload
curl -u ${key}:${secret} -F file=@dog.srt -F public_id=dog.srt \\
  ${origin}/v1_1/${cloud}/raw/upload

curl -u ${key}:${secret} -H 'content-type: application/json' \\
  -d '{"assets_to_relate":["raw/upload/dog.srt"]}' \\
  ${origin}/v1_1/${cloud}/resources/related_assets/image/upload/dog

curl -u ${key}:${secret} '${origin}/v1_1/${cloud}/resources/image/upload/dog?related=true'`,
  }),
}
