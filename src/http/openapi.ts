import { ACCOUNT_OPERATIONS } from './account/operations.ts'
import { API_OPERATIONS } from './api/operations.ts'
import { OPERATIONS } from './cloudinary/operations.ts'
import { API_ROOTS, type OperationDescription } from './operation.ts'

const PARAMETER = /\{(\w+)\+?\}/g

const pathParameters = (template: string): string[] => [...template.matchAll(PARAMETER)].map((match) => match[1]!)

/** Our own APIs say the code of an error as well. */
const errorOf = (properties: Readonly<Record<string, object>>) => ({
  description: 'What was wrong, what was expected and what to do',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: { type: 'object', required: Object.keys(properties), properties },
        },
      },
    },
  },
})
const message = { type: 'string' }
const CLOUDINARY_ERROR = errorOf({ message })
const OWN_ERROR = errorOf({ code: { type: 'string' }, message })

/** Describes the operations, from the schemas that check their parameters. */
export function openApiDocument(version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of [...OPERATIONS, ...API_OPERATIONS, ...ACCOUNT_OPERATIONS]) {
    for (const [index, template] of operation.paths.entries()) {
      const path = API_ROOTS[operation.api] + template.replace(PARAMETER, '{$1}')
      paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describeOperation(operation, template, index) }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Relata',
      version,
      description:
        "Cloudinary's Upload and Admin API, as far as this server has them, below /api/v1 what goes further, and below /api/account who may use it.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ basic: [] }, { session: [] }],
    components: {
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'API key and secret' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'relata_session',
          description: 'A session of the page: whatever changes something needs the header x-relata-page: 1 as well',
        },
      },
    },
    paths,
  }
}

function describeOperation(
  { name, summary, method, paths, api, input, anonymous, bodyTypes, ...answered }: OperationDescription,
  template: string,
  index: number,
): object {
  const inPath = pathParameters(template)
  const error = api === 'relata' || api === 'account' ? OWN_ERROR : CLOUDINARY_ERROR
  // Where an operation has several addresses, what names the asset in another one is no parameter of this one.
  const pathNames = new Set(paths.flatMap(pathParameters))
  const others = Object.entries(input.properties).filter(([property]) => !pathNames.has(property))
  const required = (input.required ?? []).filter((property) => !inPath.includes(property))
  const schema = { type: 'object', properties: Object.fromEntries(others), ...(required.length > 0 && { required }) }
  const inQuery = method === 'GET' || bodyTypes !== undefined
  return {
    operationId: index === 0 ? name : `${name}_${index + 1}`,
    summary,
    tags: [api],
    ...(anonymous && { security: [{ basic: [] }, { session: [] }, {}] }),
    ...(api === 'account' && { security: [{ session: [] }] }),
    parameters: [
      ...(api === 'account' ? [] : [{ name: 'cloud_name', in: 'path', required: true, schema: { type: 'string' } }]),
      ...inPath.map((property) => ({ name: property, in: 'path', required: true, schema: input.properties[property] })),
      ...(inQuery
        ? others.map(([property, schema]) => ({
            name: property,
            in: 'query',
            required: required.includes(property),
            schema,
          }))
        : []),
    ],
    ...(!inQuery &&
      others.length > 0 && {
        requestBody: {
          content: Object.fromEntries(BODY_TYPES[api].map((type) => [type, { schema }])),
        },
      }),
    ...(bodyTypes && {
      requestBody: { content: Object.fromEntries(bodyTypes.map((type) => [type, { schema: { type: 'string' } }])) },
    }),
    responses: { ...answersOf(answered), '4XX': error, '5XX': error },
  }
}

const JSON_TYPE = 'application/json'
const NOT_MODIFIED = 304

function answersOf({
  output,
  answerTypes = [JSON_TYPE],
  statuses = [200],
}: Pick<OperationDescription, 'output' | 'answerTypes' | 'statuses'>): Record<number, object> {
  const content = Object.fromEntries(
    answerTypes.map((type) => [
      type,
      { schema: type === JSON_TYPE ? (output ?? { type: 'object' }) : { type: 'string' } },
    ]),
  )
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      status === NOT_MODIFIED
        ? { description: 'What the caller has by its ETag is still so' }
        : { description: status === 207 ? 'Done in part, where the server is set to say so' : 'Done', content },
    ]),
  )
}

const BODY_TYPES: Record<keyof typeof API_ROOTS, readonly string[]> = {
  upload: ['multipart/form-data', 'application/json'],
  admin: ['application/json', 'application/x-www-form-urlencoded'],
  relata: ['application/json'],
  account: ['application/json'],
}
