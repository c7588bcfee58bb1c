import { History } from 'lucide-react'
import { useHistory } from '../api/history.ts'
import { ChangeList } from '../history/change-list.tsx'
import { Button } from '../ui/button.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import styles from './panels.module.css'

/** Who changed what of this asset and of its relations. */
export function HistoryPanel({ assetId }: { assetId: string }) {
  const query = useHistory({ asset: assetId })
  if (query.isPending) return <Loading what="the history" />
  if (query.isError) return <Failed what="The history" error={query.error} onRetry={query.refetch} />
  const changes = query.data.pages.flatMap((page) => page.changes)
  if (changes.length === 0 && !query.hasNextPage) return <Empty icon={<History />} title="Nothing has changed" />
  return (
    <div className={styles.panel}>
      <ChangeList changes={changes} />
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Earlier changes
        </Button>
      )}
    </div>
  )
}
