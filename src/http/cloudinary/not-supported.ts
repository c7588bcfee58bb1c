import { invalid } from '../../core/errors.ts'
import { type Operation, operation } from '../operation.ts'

type Row = readonly [name: string, methods: readonly Operation['method'][], path: string]

const TABLE: readonly { readonly api: Operation['api']; readonly what: string; readonly rows: readonly Row[] }[] = [
  {
    api: 'upload',
    what: 'Generating images and videos (text, sprites, animations, pages, slideshows, collages) is not supported here: upload the finished file',
    rows: [
      ['text', ['POST'], '/{resource_type}/text'],
      ['generate_sprite', ['POST', 'GET'], '/{resource_type}/sprite'],
      ['multi', ['POST', 'GET'], '/{resource_type}/multi'],
      ['explode', ['POST'], '/{resource_type}/explode'],
      ['create_slideshow', ['POST'], '/{resource_type}/create_slideshow'],
      ['create_video', ['POST'], '/{resource_type}/create_video'],
      ['create_collage', ['POST'], '/{resource_type}/create_collage'],
    ],
  },
  {
    api: 'admin',
    what: 'Streaming profiles are not supported here: videos are delivered as they were uploaded',
    rows: [
      ['list_streaming_profiles', ['GET'], '/streaming_profiles'],
      ['create_streaming_profile', ['POST'], '/streaming_profiles'],
      ['get_streaming_profile', ['GET'], '/streaming_profiles/{name+}'],
      ['update_streaming_profile', ['PUT'], '/streaming_profiles/{name+}'],
      ['delete_streaming_profile', ['DELETE'], '/streaming_profiles/{name+}'],
    ],
  },
  {
    api: 'admin',
    what: 'Visual search is not supported here: search by an expression, see /resources/search',
    rows: [['visual_search', ['POST', 'GET'], '/resources/visual_search']],
  },
  {
    api: 'admin',
    what: 'Conditional metadata rules are not supported here: validation and datasource of a metadata field are, see /metadata_fields',
    rows: [
      ['list_metadata_rules', ['GET'], '/metadata_rules'],
      ['add_metadata_rule', ['POST'], '/metadata_rules'],
      ['update_metadata_rule', ['PUT'], '/metadata_rules/{external_id}'],
      ['delete_metadata_rule', ['DELETE'], '/metadata_rules/{external_id}'],
    ],
  },
]

/** Operations of Cloudinary's that are known and not there: each says so, and what to do instead. */
export const NOT_SUPPORTED: readonly Operation[] = TABLE.flatMap(({ api, what, rows }) =>
  rows.flatMap(([name, methods, path]) =>
    methods.map((method) => refused(method === methods[0] ? name : `${name}_by_query`, method, path, api, what)),
  ),
)

function refused(
  name: string,
  method: Operation['method'],
  path: string,
  api: Operation['api'],
  what: string,
): Operation {
  const inPath = [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => [name!, { type: 'string' }] as const)
  return operation({
    name,
    summary: 'Not supported: refused',
    method,
    paths: [path],
    api,
    // SDKs make addresses of downloads, with a mode, for some of them.
    input: { type: 'object', properties: { ...Object.fromEntries(inPath), mode: { type: 'string' } } },
    async handle() {
      throw invalid(what)
    },
  })
}

/** Of the base `/v2`, where Cloudinary's SDKs send nothing but this. */
export function refuseAnalysis(): never {
  throw invalid('Analysis of assets is not supported here: it needs add-ons that are not there')
}
