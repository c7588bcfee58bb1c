import { PageHead } from '../shell/page-head.tsx'

export function LibraryView() {
  return <PageHead title="Library" />
}
