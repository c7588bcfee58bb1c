import { PageHead } from '../shell/page-head.tsx'

export function OverviewView() {
  return <PageHead title="Overview" />
}
