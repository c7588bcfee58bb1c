export type Language = 'node' | 'python' | 'php' | 'ruby' | 'curl'

export const LANGUAGES: readonly { readonly value: Language; readonly label: string }[] = [
  { value: 'node', label: 'Node' },
  { value: 'python', label: 'Python' },
  { value: 'php', label: 'PHP' },
  { value: 'ruby', label: 'Ruby' },
  { value: 'curl', label: 'curl' },
]

interface Named {
  readonly resource_type: string
  readonly type: string
  readonly public_id: string
  readonly format?: string | undefined
  readonly secure_url: string
}

interface Place {
  readonly cloud: string
  /** Where the server is reached. */
  readonly server: string
}

interface Snippets {
  readonly setUp: string
  readonly read: string
  readonly relate: string
  readonly url: string
}

/** As all of these languages take a text between single quotes. */
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** For shells as well, which end a text at a quote. */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll("'", '%27')

const OTHER = quoted('raw/upload/other.pdf')

/** Lines that name this asset, for the official SDKs of Cloudinary, and for none. */
export function snippets(asset: Named, { cloud, server }: Place): Record<Language, Snippets> {
  const { resource_type: resourceType, type, public_id: publicId, format } = asset
  const { host, protocol } = new URL(server)
  const account = `cloudinary://KEY:SECRET@${cloud}`
  const id = quoted(publicId)
  const isSecure = protocol === 'https:'
  const isSigned = type !== 'upload'
  const isPlain = resourceType === 'image' && !isSigned

  const options = (pair: (name: string, value: string) => string, more: readonly string[]) =>
    [...(isPlain ? [] : [pair('resource_type', quoted(resourceType)), pair('type', quoted(type))]), ...more].join(', ')
  const js = (name: string, value: string) => `${name}: ${value}`
  const py = (name: string, value: string) => `${name}=${value}`
  const php = (name: string, value: string) => `'${name}' => ${value}`
  const extension = resourceType !== 'raw' && format ? [['format', quoted(format)] as const] : []
  const urlOf = (pair: (name: string, value: string) => string, yes: string, no: string) =>
    options(pair, [
      ...extension.map(([name, value]) => pair(name, value)),
      pair('secure', isSecure ? yes : no),
      ...(isSigned ? [pair('sign_url', yes)] : []),
    ])
  const braced = (text: string) => (text ? `, { ${text} }` : '')
  const following = (text: string) => (text ? `, ${text}` : '')
  const environment = `CLOUDINARY_URL='${account}?upload_prefix=${server}&cname=${host}'`
  const path = `${resourceType}/${type}/${publicId.split('/').map(encoded).join('/')}`
  const resource = `${server}/v1_1/${cloud}/resources/${path}`

  return {
    node: {
      setUp: `// npm i cloudinary\n// ${environment}\nimport { v2 as cloudinary } from 'cloudinary'`,
      read: `const { related_assets } = await cloudinary.api.resource(${id}, { ${options(js, ['related: true'])} })`,
      relate: `await cloudinary.api.add_related_assets(${id}, [${OTHER}]${braced(options(js, []))})`,
      url: `cloudinary.url(${id}, { ${urlOf(js, 'true', 'false')} })`,
    },
    python: {
      setUp: `# pip install cloudinary\n# ${environment}\nimport cloudinary.api, cloudinary.utils`,
      read: `cloudinary.api.resource(${id}, ${options(py, ['related=True'])})['related_assets']`,
      relate: `cloudinary.api.add_related_assets(${id}, [${OTHER}]${following(options(py, []))})`,
      url: `cloudinary.utils.cloudinary_url(${id}, ${urlOf(py, 'True', 'False')})[0]`,
    },
    php: {
      setUp: `// composer require cloudinary/cloudinary_php\n// CLOUDINARY_URL='${account}?api[upload_prefix]=${server}&url[cname]=${host}&url[secure]=${isSecure}'\n$cloudinary = new Cloudinary\\Cloudinary();`,
      read: `$cloudinary->adminApi()->asset(${id}, [${options(php, ["'related' => true"])}])['related_assets'];`,
      relate: `$cloudinary->adminApi()->addRelatedAssets(${id}, [${OTHER}]${isPlain ? '' : `, [${options(php, [])}]`});`,
      url: `(string) $cloudinary->${resourceType}(${id})${isSigned ? `->deliveryType(${quoted(type)})->signUrl()` : ''}->toUrl();`,
    },
    ruby: {
      setUp: `# gem install cloudinary\n# ${environment}\nrequire 'cloudinary'`,
      read: `# The gem passes no "related" on\nrequire 'json'\nJSON.parse(\`curl -s -u KEY:SECRET '${resource}?related=true'\`)['related_assets']`,
      relate: `Cloudinary::Api.add_related_assets(${id}, [${OTHER}]${following(options(js, []))})`,
      url: `Cloudinary::Utils.cloudinary_url(${id}, ${urlOf(js, 'true', 'false')})`,
    },
    curl: {
      setUp: '# KEY and SECRET are those of an API key of this environment',
      read: `curl -u KEY:SECRET '${resource}?related=true'`,
      relate: `curl -u KEY:SECRET -H 'content-type: application/json' \\\n  -d '{"assets_to_relate":["raw/upload/other.pdf"]}' \\\n  '${server}/v1_1/${cloud}/resources/related_assets/${path}'`,
      url: `curl -O '${asset.secure_url.replaceAll("'", '%27')}'`,
    },
  }
}
