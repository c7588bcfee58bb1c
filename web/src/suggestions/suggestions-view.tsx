import { PageHead } from '../shell/page-head.tsx'

export function SuggestionsView() {
  return <PageHead title="Suggestions" />
}
