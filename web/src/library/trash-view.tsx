import { PageHead } from '../shell/page-head.tsx'

export function TrashView() {
  return <PageHead title="Trash" />
}
