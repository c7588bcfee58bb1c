import { invalid } from '../../core/errors.ts'
import { type Operation, operation } from '../operation.ts'

const refused = (name: string, method: Operation['method'], path: string): Operation =>
  operation({
    name,
    summary: 'Conditional metadata rules are not supported: refused',
    method,
    paths: [path],
    api: 'admin',
    input: { type: 'object', properties: { external_id: { type: 'string' } } },
    async handle() {
      throw invalid(
        'Conditional metadata rules are not supported here: validation and datasource of a metadata field are, see /metadata_fields',
      )
    },
  })

export const METADATA_RULES = [
  refused('list_metadata_rules', 'GET', '/metadata_rules'),
  refused('add_metadata_rule', 'POST', '/metadata_rules'),
  refused('update_metadata_rule', 'PUT', '/metadata_rules/{external_id}'),
  refused('delete_metadata_rule', 'DELETE', '/metadata_rules/{external_id}'),
]
