import { FolderOpen, SearchX } from 'lucide-react'
import type { AssetFilter } from '../api/assets.ts'
import { useMay } from '../api/environment.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/states.tsx'
import { type ChangeFilter, isNarrowed } from './filter.ts'

/** Where a filter lets nothing through: what was looked for, and the ways out. */
export function NoResult({ filter, onChange }: { filter: AssetFilter; onChange: ChangeFilter }) {
  const { edit } = useMay()
  if (!isNarrowed(filter)) {
    return (
      <Empty
        icon={<FolderOpen />}
        title={filter.subfolders ? 'No asset is in this folder or below it' : 'No asset is in this folder itself'}
        actions={
          !filter.subfolders && (
            <Button onClick={() => onChange({ subfolders: true })}>Show what is in folders below it</Button>
          )
        }
      >
        {edit && 'What is dropped on the page while it is open is uploaded into it.'}
      </Empty>
    )
  }
  return (
    <Empty
      icon={<SearchX />}
      title={filter.q ? `Nothing is found for “${filter.q}”` : 'No asset is like that'}
      actions={
        <>
          <Button onClick={() => onChange({ q: undefined, resource_type: undefined, type: undefined, tag: undefined })}>
            Clear search and filters
          </Button>
          {filter.folder !== undefined && (
            <Button onClick={() => onChange({ folder: undefined, subfolders: undefined })}>Look in all folders</Button>
          )}
        </>
      }
    >
      {filter.folder !== undefined && `In the folder ${filter.folder}.`}
    </Empty>
  )
}
