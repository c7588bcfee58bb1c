import { PageHead } from '../shell/page-head.tsx'

export function DevelopersView() {
  return <PageHead title="Developers" />
}
