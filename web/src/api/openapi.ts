import { useQuery } from '@tanstack/react-query'
import { call } from './client.ts'

/** As far as schemas of the document say something. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}

interface DescribedOperation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly security?: readonly Readonly<Record<string, unknown>>[]
  readonly parameters: readonly {
    readonly name: string
    readonly in: 'path' | 'query'
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>
}

/** An operation at one of its addresses. */
export interface Address extends DescribedOperation {
  readonly method: string
  readonly path: string
}

/** What a server can be asked, as it says itself. */
export function useOpenApi() {
  return useQuery({
    queryKey: ['openapi'],
    // The same for as long as the page is: nothing that changes in a library changes it.
    staleTime: 'static',
    queryFn: async ({ signal }) => {
      const { paths } = await call<{ paths: Record<string, Record<string, DescribedOperation>> }>(
        'GET',
        '/openapi.json',
        { signal },
      )
      return Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(
          ([method, operation]): Address => ({ ...operation, method: method.toUpperCase(), path }),
        ),
      )
    },
  })
}
