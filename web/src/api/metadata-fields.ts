import { type QueryClient, useQuery } from '@tanstack/react-query'
import type { MetadataFields } from '../../../src/http/api/contract.ts'
import { type Api, useApi } from './environment.ts'

export type MetadataField = MetadataFields['fields'][number]

/** The fields of structured metadata that this environment has. */
export function useMetadataFields() {
  const api = useApi()
  return useQuery({
    queryKey: keyOf(api),
    queryFn: async ({ signal }) => (await api.get<MetadataFields>('/metadata-fields', {}, signal)).fields,
  })
}

/** Those that were loaded by now. */
export const knownFields = (queries: QueryClient, api: Api): readonly MetadataField[] =>
  queries.getQueryData<MetadataField[]>(keyOf(api)) ?? []

const keyOf = ({ environment }: Api) => ['metadata-fields', environment]
