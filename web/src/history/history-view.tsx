import { PageHead } from '../shell/page-head.tsx'

export function HistoryView() {
  return <PageHead title="History" />
}
