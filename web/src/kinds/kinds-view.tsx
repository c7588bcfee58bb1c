import { PageHead } from '../shell/page-head.tsx'

export function KindsView() {
  return <PageHead title="Kinds" />
}
