import { PageHead } from '../shell/page-head.tsx'

export function AssetView() {
  return <PageHead title="Asset" />
}
