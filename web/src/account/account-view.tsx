import { PageHead } from '../shell/page-head.tsx'

export function AccountView() {
  return <PageHead title="Account" />
}
