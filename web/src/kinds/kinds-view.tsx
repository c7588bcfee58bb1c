import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '../api/environment.ts'
import { type Kind, useKinds } from '../api/kinds.ts'
import { useOverview } from '../api/overview.ts'
import { PageHead } from '../shell/page-head.tsx'
import { Button } from '../ui/button.tsx'
import { Section, Sections } from '../ui/section.tsx'
import { Failed, Loading } from '../ui/states.tsx'
import { KindDialog } from './kind-dialog.tsx'
import { KindRow } from './kind-row.tsx'
import styles from './kinds-view.module.css'
import { MergeDialog } from './merge-dialog.tsx'

type Opened = { readonly what: 'write' | 'merge'; readonly kind?: Kind }

/** How assets can belong together: the kinds of relations, and what each is called from both sides. */
export function KindsView() {
  const { edit: mayEdit } = useMay()
  const { data: kinds, error, refetch } = useKinds()
  const counts = useCounts()
  const [opened, open] = useState<Opened>()
  const close = () => open(undefined)
  const list = (some: readonly Kind[]) => (
    <ul className={styles.list}>
      {some.map((kind) => (
        <KindRow
          key={kind.name}
          {...{ kind, mayEdit }}
          relations={counts?.get(kind.name)}
          onEdit={() => open({ what: 'write', kind })}
          onMerge={() => open({ what: 'merge', kind })}
        />
      ))}
    </ul>
  )
  const retired = kinds?.filter((kind) => kind.retired) ?? []
  return (
    <>
      <PageHead
        title="Kinds"
        about="How assets belong together. Each kind has a name from both sides: a film has a poster, the picture is the poster of the film."
        actions={
          mayEdit && (
            <Button look="primary" icon={<Plus />} onClick={() => open({ what: 'write' })}>
              New kind
            </Button>
          )
        }
      />
      {error ? (
        <Failed what="The kinds" error={error} onRetry={refetch} />
      ) : kinds ? (
        <Sections>
          {list(kinds.filter((kind) => !kind.retired))}
          {retired.length > 0 && (
            <Section title="Retired" about="Their relations stay as they are, and nothing new is related by them.">
              {list(retired)}
            </Section>
          )}
        </Sections>
      ) : (
        <Loading what="the kinds" />
      )}
      {opened?.what === 'write' && <KindDialog kind={opened.kind} onClose={close} />}
      {opened?.what === 'merge' && opened.kind && (
        <MergeDialog kind={opened.kind} relations={counts?.get(opened.kind.name)} onClose={close} />
      )}
    </>
  )
}

/** Relations of each kind, by its name. */
function useCounts(): ReadonlyMap<string, number> | undefined {
  const { data } = useOverview(1)
  return data && new Map(data.kinds.map(({ name, relations }) => [name, relations]))
}
