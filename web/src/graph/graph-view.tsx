import { PageHead } from '../shell/page-head.tsx'

export function GraphView() {
  return <PageHead title="Graph" />
}
