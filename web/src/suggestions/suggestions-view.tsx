import { useSearchParams } from 'wouter'
import { PageHead } from '../shell/page-head.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Inbox } from './inbox.tsx'
import { Rules } from './rules.tsx'

/** What may belong together and waits for an answer; and what is related without being asked. */
export function SuggestionsView() {
  const [params, setParams] = useSearchParams()
  const tab = params.get('tab') === 'rules' ? 'rules' : 'inbox'
  return (
    <>
      <PageHead
        title="Suggestions"
        about={
          tab === 'inbox'
            ? 'What may belong together. Nothing is related until somebody says so.'
            : 'What is related without asking, as it is uploaded.'
        }
        actions={
          <Segmented
            label="Show"
            value={tab}
            onChange={(next) => setParams(next === 'rules' ? { tab: next } : {})}
            options={[
              { value: 'inbox', label: 'To look at' },
              { value: 'rules', label: 'Rules' },
            ]}
          />
        }
      />
      {tab === 'inbox' ? <Inbox /> : <Rules />}
    </>
  )
}
