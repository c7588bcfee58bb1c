import type { FastifyInstance } from 'fastify'
import { invalid } from '../../core/errors.ts'
import { sessionHash } from '../../core/session.ts'
import { readBody } from '../body.ts'
import { type DispatchOptions, toRoute } from '../dispatch.ts'
import { ignoredParams } from '../operation.ts'
import { mergeParams, paramsReader } from '../params.ts'
import { checkFromPage, isOnHttps, sentToken, sessionOf } from '../session.ts'
import { Attempts, addressOf } from './attempts.ts'
import { ACCOUNT_OPERATIONS } from './operations.ts'
import type { SetUpLink } from './set-up.ts'

/** Mounts them: no environment, no credentials but a session, and parameters in JSON alone. */
export function addAccountOperations(
  app: FastifyInstance,
  { library, publicUrl, setUpLink }: Pick<DispatchOptions, 'library' | 'publicUrl'> & { setUpLink: SetUpLink },
): void {
  const attempts = new Attempts()
  const { read } = library.store
  for (const operation of ACCOUNT_OPERATIONS) {
    const readInput = paramsReader<never>(operation.input)
    for (const path of operation.paths) {
      app.route({
        method: operation.method,
        url: toRoute(operation.api, path),
        exposeHeadRoute: false,
        config: { errorStyle: 'relata' },
        async handler(request, reply) {
          if (request.method !== 'GET') checkFromPage(request, publicUrl)
          const session = await sessionOf(read, request)
          // An address is logged in many places: nothing of this belongs there.
          if (Object.keys(request.query as object).length > 0) throw invalid('Send parameters in the JSON body')
          const { body } = await readBody(request, {
            ...{ library, operation, isKnown: false, isKnownBy: async () => false },
            share: () => ({ add: () => {}, giveBack: () => {} }),
          })
          const raw = mergeParams(body, request.params as Record<string, string>)
          const [ignored] = ignoredParams(raw, operation.input)
          if (ignored !== undefined) {
            throw invalid(`Unknown parameter - ${ignored}: /openapi.json lists those of ${operation.name}`)
          }
          const input = await readInput(raw)
          const token = sentToken(request)
          const answer = await operation.handle(
            {
              ...{ library, session, attempts, setUpLink },
              sessionToken: token,
              sessionHash: token && sessionHash(token),
              address: addressOf(publicUrl, request),
              isSecure: isOnHttps(publicUrl, request),
            },
            input,
          )
          return reply
            .code(answer.status)
            .headers({
              'content-type': 'application/json; charset=utf-8',
              'cache-control': 'private, no-store',
              'x-content-type-options': 'nosniff',
              'cross-origin-resource-policy': 'same-origin',
              ...answer.headers,
            })
            .send(JSON.stringify(answer.body))
        },
      })
    }
  }
}
