import type { FastifyReply, FastifyRequest } from 'fastify'
import { deriveAsset } from '../actions/derive-asset.ts'
import { findMapped, uploadMapped } from '../actions/fetch-mapped.ts'
import { isAllowedForStrict, resolveNames } from '../actions/named-transformations.ts'
import { openAsset } from '../actions/open-asset.ts'
import { type Asset, isDeliveryType, type ResourceType } from '../core/asset.ts'
import type { ByteRange } from '../core/blobs.ts'
import type { Caller, Cloud } from '../core/cloud.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Library } from '../core/library.ts'
import { parseTransformation } from '../core/parse-transformation.ts'
import { type Client, recipeFor } from '../core/recipe.ts'
import type { Reader } from '../core/store.ts'
import { IMAGE_FORMATS, type Step, type Transformation } from '../core/transformation.ts'
import { cloudByName } from './auth.ts'
import { contentTypeOf, knownType } from './content-type.ts'
import { checkAccess, isPublic, keyOf } from './delivery-access.ts'
import {
  type DeliveryPath,
  findTarget,
  isSameFormat,
  parseDeliveryPath,
  spellingOf,
  type Target,
} from './delivery-path.ts'
import type { DispatchOptions } from './dispatch.ts'
import { sendFile } from './send-file.ts'

/** Delivers an original, or what a transformation makes of it. */
export async function deliver(
  { library, strictTransformations }: Pick<DispatchOptions, 'library' | 'strictTransformations'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const params = request.params as { cloud: string; resource_type: ResourceType; type: string; '*': string }
  const { type } = params
  if (!isDeliveryType(type)) throw invalid(`The delivery type ${type} is not supported`)
  const { read } = library.store
  const cloud = await cloudByName(read, params.cloud)
  const path = parseDeliveryPath(params['*'])
  const key = await keyOf(read, cloud, type, path, request)
  const find = () => findTarget((refs) => read.assets.find(cloud.id, refs), params.resource_type, type, path)
  let target = await find()
  if (!target && type === 'upload') {
    const check = strictTransformations && key !== 'signature' ? checkAllowed : undefined
    const caller = { cloud, actor: 'upload_mapping', requestId: request.id }
    if (await fetchByMapping(library, caller, params.resource_type, path, check)) target = await find()
  }
  if (!target) throw notThere(path)
  checkAccess(target.asset, key)
  if (isOriginal(target)) {
    const isForPage = key === 'session' && !isPublic(target.asset)
    return sendOriginal(library, cloud, target.asset, { ...path, isForPage }, request, reply)
  }
  const transformation = parseTransformation(target.transformation)
  if (strictTransformations && !key) await checkAllowed(read, cloud, transformation)
  const isForPage = key === 'session' && (strictTransformations || !isPublic(target.asset))
  return sendDerived(library, cloud, target, transformation, { ...path, isForPage }, request, reply)
}

/** Uploads what isn't there and has an upload mapping. What would be made of it is checked first. Answers whether it has one. */
async function fetchByMapping(
  library: Library,
  caller: Caller,
  resourceType: ResourceType,
  { readings }: DeliveryPath,
  check?: typeof checkAllowed,
): Promise<boolean> {
  const { read } = library.store
  const sources = readings.map(({ source }) => source)
  const file = await findMapped(read, caller.cloud, sources)
  if (!file) return false
  const transformation = parseTransformation(readings[sources.indexOf(file.source)]!.transformation)
  await check?.(read, caller.cloud, transformation)
  const { source, stem, extension } = spellingOf(resourceType, file.source)
  // An ending that no file has is part of the name.
  const publicId = stem !== undefined && (await knownType(extension!)) ? stem : source
  await uploadMapped(library, caller, resourceType, publicId, file)
  return true
}

/** A transformation that couldn't be made of anything is told as that, whatever it was to be made of. */
function notThere({ readings }: DeliveryPath): AppError {
  const { transformation, source } = readings.at(-1)!
  parseTransformation(transformation)
  return new AppError('not_found', `Resource not found - ${source}`)
}

const isOriginal = ({ asset, transformation, extension }: Target): boolean =>
  transformation === '' && (extension === undefined || isSameFormat(extension, asset.format))

/** `isForPage`: a session alone opens it, and so it is for the library's own page. */
type OpenedPath = DeliveryPath & { readonly isForPage: boolean }

const YEAR_S = 365 * 24 * 60 * 60

/**
 * The address with its current version never changes what it shows, unless by a name; any other may. A version is the
 * second in which a name got its file: until that is over, another file may still get the same name and version.
 */
function cacheControl(asset: Asset, { version, isForPage }: OpenedPath, isFinal = true): string {
  // Nobody sees it again who has signed out.
  if (isForPage) return 'private, no-cache'
  const isOver = version === asset.version && version < Math.floor(Date.now() / 1000)
  const isFixed = isOver && asset.accessControl === null && isFinal
  return `${isPublic(asset) ? 'public' : 'private'}, ${isFixed ? `max-age=${YEAR_S}, immutable` : 'no-cache'}`
}

async function contentType(format: string): Promise<string> {
  const type = await contentTypeOf(format)
  return type.startsWith('text/') || type.endsWith('json') ? `${type}; charset=utf-8` : type
}

async function sendOriginal(
  library: Library,
  cloud: Cloud,
  asset: Asset,
  path: OpenedPath,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const file = {
    etag: asset.etag,
    modifiedAt: asset.uploadedAt,
    bytes: asset.bytes,
    contentType: await contentType(asset.format ?? asset.publicId),
    cacheControl: cacheControl(asset, path),
    isForPage: path.isForPage,
    vary: [],
    async open(range: ByteRange | undefined) {
      const opened = await openAsset(library, cloud, asset, range)
      if (opened?.current.etag === asset.etag) return opened.content
      opened?.content.destroy()
      throw new AppError('unavailable', 'The asset was changed while it was about to be sent: ask again')
    },
  }
  return sendFile(file, request, reply)
}

async function sendDerived(
  library: Library,
  cloud: Cloud,
  { asset, extension }: Target,
  transformation: Transformation,
  path: OpenedPath,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const steps = await resolveNames(library.store.read, cloud, transformation.steps)
  const recipe = recipeFor(asset, steps, extension, clientOf(request))
  const text = transformation.text || `f_${recipe.format}`
  const derived = await deriveAsset(library, cloud, asset, text, recipe)
  const file = {
    etag: derived.id,
    modifiedAt: derived.createdAt,
    bytes: derived.bytes,
    contentType: await contentType(derived.format),
    isForPage: path.isForPage,
    cacheControl: cacheControl(asset, path, !transformation.steps.some((step) => step.names)),
    vary: varyOf(steps),
    async open(range: ByteRange | undefined) {
      try {
        return await library.derivedFiles.open(asset.blob, derived.id, range)
      } catch (error) {
        // It may have had to leave the cache since.
        const again = await deriveAsset(library, cloud, asset, text, recipe)
        if (again.bytes !== derived.bytes) throw error
        return library.derivedFiles.open(asset.blob, again.id, range)
      }
    },
  }
  return sendFile(file, request, reply)
}

/** Another format of the whole is always allowed: of those there are a few. */
async function checkAllowed(reader: Reader, cloud: Cloud, transformation: Transformation): Promise<void> {
  if (transformation.steps.length === 0 || (await isAllowedForStrict(reader, cloud, transformation))) return
  throw new AppError(
    'unauthorized',
    `The transformation ${transformation.text} is not allowed: sign the URL (sign_url), or allow it (allowed_for_strict)`,
  )
}

const varyOf = (steps: readonly Step[]): string[] => [
  ...(steps.some((step) => step.format === 'auto') ? ['Accept'] : []),
  ...(steps.some((step) => step.dpr === 'auto') ? ['Sec-CH-DPR', 'DPR'] : []),
]

/** Of every screen there is, so that no client has images made in any number of sizes. */
const DPRS = [1, 1.5, 2, 3]

function clientOf({ headers }: FastifyRequest): Client {
  const accepted = (headers.accept ?? '').split(',').map((range) => range.split(';', 1)[0]!.trim().toLowerCase())
  const dpr = Number(headers['sec-ch-dpr'] ?? headers.dpr ?? 1)
  return {
    accepts: IMAGE_FORMATS.filter((format) => accepted.includes(`image/${format}`)),
    dpr: DPRS.find((known) => dpr <= known) ?? (dpr > 0 ? DPRS.at(-1)! : 1),
  }
}
