import { Tabs } from 'radix-ui'
import { type ClipboardEvent, type KeyboardEvent, useDeferredValue, useMemo, useRef, useState } from 'react'
import { messageOf } from '../api/client.ts'
import { useUndo } from '../api/history.ts'
import { countsOf, itemsOf } from '../api/related-list.ts'
import { type Relatable, useRelate, useRelated } from '../api/relations.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { counted } from '../ui/format.ts'
import { titleOf } from '../ui/thumb.tsx'
import { toast } from '../ui/toast.tsx'
import { CandidateGrid } from './candidate-grid.tsx'
import { type Candidates, useRecent, useSameFolder, useSearched, useSuggested } from './candidates.ts'
import { KindPicker } from './kind-picker.tsx'
import styles from './relate-dialog.module.css'
import { refusedWords } from './use-related-acts.ts'

interface RelateDialogProps {
  /** Each of these is related with each that is picked. */
  readonly assets: readonly Relatable[]
  readonly onClose: () => void
  /** What the search begins with: words, or what was pasted. */
  readonly words?: string
}

type Tab = 'search' | 'recent' | 'folder' | 'suggestions'

/** Picks what one or several assets are related to, how, and with which note; says asset by asset what was refused. */
export function RelateDialog({ assets, onClose, words: first = '' }: RelateDialogProps) {
  const [subject] = assets
  const isOne = assets.length === 1
  const [tab, setTab] = useState<Tab>('search')
  const [words, setWords] = useState(first)
  const [picked, setPicked] = useState<ReadonlyMap<string, Relatable>>(new Map())
  const [kind, setKind] = useState('related')
  const [note, setNote] = useState('')
  const [refused, setRefused] = useState<readonly string[]>([])
  const grid = useRef<HTMLDivElement>(null)
  const relate = useRelate()
  const undo = useUndo()
  const { data } = useRelated(subject!.asset_id)
  const related = useMemo(() => new Set(isOne ? itemsOf(data).map(({ asset }) => asset.asset_id) : []), [isOne, data])
  const hidden = useMemo(() => new Set(isOne ? [assets[0]!.asset_id] : []), [isOne, assets])

  const toggle = (asset: Relatable) =>
    setPicked((now) => {
      const next = new Map(now)
      if (!next.delete(asset.asset_id)) next.set(asset.asset_id, asset)
      return next
    })
  const submit = async () => {
    if (picked.size === 0 || relate.isPending) return
    setRefused([])
    const to = [...picked.values()]
    try {
      const done = await relate.mutateAsync({ from: assets, to, kind, note: note.trim() || undefined })
      if (done.changed > 0) {
        toast(`${counted(done.changed, 'relation')} made`, { action: { label: 'Undo', run: () => undo(done.calls) } })
      }
      if (done.refused.length === 0) return onClose()
      const left = new Set(done.refused.map((one) => one.to))
      setPicked(new Map(to.filter(({ asset_id }) => left.has(asset_id)).map((asset) => [asset.asset_id, asset])))
      setRefused(refusedWords(done, to))
    } catch (error) {
      setRefused([messageOf(error)])
    }
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
  }
  const total = Object.values(countsOf(data)).reduce((sum, n) => sum + n, 0)
  const shared = { picked, hidden, related, grid, onToggle: toggle }
  return (
    <Dialog
      open
      onClose={onClose}
      size="wide"
      title={isOne ? `Relate ${titleOf(subject!)}` : `Relate ${counted(assets.length, 'asset')}`}
      about={isOne && total > 0 ? `It has ${counted(total, 'relation')} so far` : undefined}
      actions={
        <>
          <span className={styles.picked} aria-live="polite">
            {picked.size > 0 ? `${counted(picked.size, 'asset')} picked` : ''}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={() => void submit()} busy={relate.isPending} disabled={picked.size === 0}>
            {picked.size > 0 ? `Relate ${counted(picked.size, 'asset')}` : 'Relate'}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of all that is in it */}
      <div className={styles.content} onKeyDown={onKey}>
        <Tabs.Root value={tab} onValueChange={(next) => setTab(next as Tab)} className={styles.tabs}>
          <Tabs.List className={styles.tabList} aria-label="Where to pick from">
            <Tabs.Trigger value="search">Search</Tabs.Trigger>
            <Tabs.Trigger value="recent">Recent</Tabs.Trigger>
            <Tabs.Trigger value="folder">Same folder</Tabs.Trigger>
            {isOne && <Tabs.Trigger value="suggestions">Suggestions</Tabs.Trigger>}
          </Tabs.List>
          <Tabs.Content value="search" className={styles.tab} tabIndex={-1}>
            <Searched {...shared} words={words} onWords={setWords} />
          </Tabs.Content>
          <Tabs.Content value="recent" className={styles.tab} tabIndex={-1}>
            <Listed {...shared} label="Recent assets" use={useRecent} empty="Nothing was opened or changed lately" />
          </Tabs.Content>
          <Tabs.Content value="folder" className={styles.tab} tabIndex={-1}>
            <InFolder {...shared} folder={subject?.folder ?? ''} />
          </Tabs.Content>
          <Tabs.Content value="suggestions" className={styles.tab} tabIndex={-1}>
            <Suggested {...shared} assetId={subject!.asset_id} />
          </Tabs.Content>
        </Tabs.Root>
        <div className={styles.how}>
          <KindPicker
            label="How they belong together"
            value={kind}
            onChange={setKind}
            subject={isOne ? 'This' : 'Each'}
          />
          <Field
            label="Note"
            placeholder="Optional"
            value={note}
            maxLength={1000}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
        {refused.length > 0 && (
          <div role="alert" className={styles.refused}>
            <p>{relate.isError ? 'Nothing was related:' : 'These could not be related; the rest is:'}</p>
            <ul>
              {refused.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Dialog>
  )
}

type Shared = Omit<Parameters<typeof CandidateGrid>[0], 'label' | 'candidates' | 'empty'>

function Searched({ words, onWords, ...shared }: Shared & { words: string; onWords: (words: string) => void }) {
  const candidates = useSearched(useDeferredValue(words))
  /** Fields of one line drop the ends of lines, and a list would become one name. */
  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text/plain').trim()
    if (!/[\n\r]/.test(text)) return
    event.preventDefault()
    onWords(text)
  }
  return (
    <>
      <Field
        label="Search"
        bare
        autoFocus
        placeholder="Name, tag or expression; or paste public IDs, asset IDs or URLs"
        value={words}
        onChange={(event) => onWords(event.target.value)}
        onPaste={onPaste}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') {
            event.preventDefault()
            shared.grid.current?.focus()
          }
        }}
      />
      <CandidateGrid {...shared} label="Assets found" candidates={candidates} empty="Nothing found" />
    </>
  )
}

interface ListedProps extends Shared {
  readonly label: string
  readonly empty: string
  readonly use: () => Candidates
}

const Listed = ({ use, ...props }: ListedProps) => <CandidateGrid {...props} candidates={use()} />

const InFolder = ({ folder, ...shared }: Shared & { folder: string }) => (
  <CandidateGrid
    {...shared}
    label={folder ? `Assets in ${folder}` : 'Assets in no folder'}
    candidates={useSameFolder(folder)}
    empty="Nothing else is in this folder"
  />
)

const Suggested = ({ assetId, ...shared }: Shared & { assetId: string }) => (
  <CandidateGrid
    {...shared}
    label="Suggested assets"
    candidates={useSuggested(assetId)}
    empty="Nothing is suggested for it"
  />
)
