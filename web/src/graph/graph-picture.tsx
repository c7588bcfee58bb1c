import { useCallback, useDeferredValue, useEffect, useMemo, useReducer, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { ApiError } from '../api/client.ts'
import { useMay } from '../api/environment.ts'
import { PageHead } from '../shell/page-head.tsx'
import { Button } from '../ui/button.tsx'
import { counted } from '../ui/format.ts'
import { Segmented } from '../ui/segmented.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { titleOf } from '../ui/thumb.tsx'
import { addressText, type GraphAddress, STEPS } from './address.ts'
import { AssetPanel } from './asset-panel.tsx'
import { useCards } from './cards.ts'
import { describe } from './describe.ts'
import { ExportMenu } from './export-menu.tsx'
import { GraphCanvas } from './graph-canvas.tsx'
import { GraphList } from './graph-list.tsx'
import styles from './graph-picture.module.css'
import { Legend } from './legend.tsx'
import { pictureOf } from './model.ts'
import { Notes, type Picking } from './notes.tsx'
import { RelateTwoDialog } from './relate-two-dialog.tsx'
import { sceneOf } from './scene.ts'
import { Sheet } from './sheet.tsx'
import type { Stage } from './stage.ts'
import { MOST_DRAWN, useGraph } from './use-graph.ts'
import { useRelateTwo } from './use-relate-two.ts'
import { ZoomButtons } from './zoom-buttons.tsx'

const with_ = (ids: readonly string[], id: string) => [...new Set(ids).add(id)]
const without = (ids: readonly string[], id: string) => ids.filter((one) => one !== id)

/** The picture of what hangs together with some assets, and the list of the same beside it. */
export function GraphPicture({ address }: { address: GraphAddress }) {
  const [, navigate] = useLocation()
  const { edit } = useMay()
  const [selected, setSelected] = useState<string>()
  const [picking, setPicking] = useState<Picking>()
  const [relating, setRelating] = useState<readonly [string, string]>()
  const [words, setWords] = useState('')
  const [stage, setStage] = useState<Stage>()
  // What is pinned the stage knows.
  const [, renew] = useReducer((n: number) => n + 1, 0)
  const { pending, relateTwo } = useRelateTwo()
  const graph = useGraph(address, pending)
  const { model, roots, kinds, path, more } = graph
  const cards = useCards(graph.loadedAt)

  const go = (change: Partial<GraphAddress>) => navigate(addressText({ ...address, ...change }), { replace: true })
  const onPath = useMemo(() => path.data?.assets.map(({ asset_id }) => asset_id) ?? [], [path.data])
  const { steps, kinds: shownKinds, types: shownTypes, opened, folded } = address
  const picture = useMemo(
    () =>
      pictureOf(model, {
        ...{ roots, steps, kinds: shownKinds, types: shownTypes },
        expanded: new Set(opened),
        collapsed: new Set(folded),
        kept: onPath,
        most: MOST_DRAWN,
      }),
    [model, roots, steps, opened, folded, shownKinds, shownTypes, onPath],
  )
  const scene = useMemo(() => sceneOf(picture, model, kinds), [picture, model, kinds])
  const parentOf = useCallback((id: string) => picture.nodes.get(id)?.via?.parent, [picture])
  const pathKeys = useMemo(() => keysOfPath(onPath, picture.edges), [onPath, picture])
  const sought = useDeferredValue(words.trim().toLowerCase())
  const matches = useMemo(() => {
    if (sought === '') return undefined
    const found = [...picture.nodes.keys()].filter((id) => {
      const asset = cards.peek(id) ?? model.assets.get(id)!
      return `${titleOf(asset)} ${asset.public_id}`.toLowerCase().includes(sought)
    })
    return new Set(found)
  }, [sought, picture, model, cards])

  const asset = (id: string) => cards.get(id) ?? model.assets.get(id)
  const titleFor = (id: string) => {
    const known = asset(id)
    return known ? titleOf(known) : ''
  }
  const pair = relating?.map((id) => cards.get(id))
  const chosen = selected !== undefined && scene.byId.has(selected) ? selected : undefined
  const isOpenedUp = (id: string) => {
    const shown = picture.nodes.get(id)
    return shown !== undefined && !folded.includes(id) && (shown.steps < steps || opened.includes(id))
  }

  // How many relations one has is known once it was in sight.
  const mayOpenUp = (id: string) =>
    (scene.byId.get(id)?.more ?? 0) > 0 || (!isOpenedUp(id) && cards.peek(id) === undefined)

  const openUp = (id: string) => {
    // What is within the steps has all its neighbours, but where the walk was cut.
    const wantsMore = !isOpenedUp(id) || (scene.byId.get(id)?.more ?? 0) > 0
    stage?.awaitBeside(id)
    go({ folded: without(folded, id), opened: wantsMore ? with_(opened, id) : opened })
  }
  const fold = (id: string) => go({ opened: without(opened, id), folded: with_(folded, id) })
  const select = (id: string | undefined) => {
    if (id !== undefined && picking && id !== picking.from) {
      if (picking.what === 'path') go({ path: [picking.from, id] })
      else setRelating([picking.from, id])
      setPicking(undefined)
    } else if (id !== undefined || !picking) setSelected(id)
  }
  const jump = (id: string) => {
    select(id)
    const node = scene.byId.get(id)
    if (node) stage?.reveal(node)
  }
  const cancel = () => {
    if (!picking) return false
    setPicking(undefined)
    return true
  }

  useEffect(() => {
    if (stage) stage.onPinned = renew
  }, [stage])
  useEffect(() => {
    if (edit) stage?.handTo(chosen)
  }, [stage, edit, chosen])

  const [first, ...others] = roots
  const title =
    first === undefined
      ? 'Graph'
      : others.length > 0
        ? `${titleFor(first)} and ${counted(others.length, 'other')}`
        : titleFor(first) || 'Graph'
  if (graph.error) return <CannotStart error={graph.error} onRetry={graph.refetch} />
  const counts = `${counted(scene.nodes.length, 'asset')}, ${counted(scene.edges.length, 'relation')}`
  return (
    <div className={styles.view}>
      <PageHead
        wide
        title={title}
        about={graph.isPending ? 'Finding what hangs together' : counts}
        actions={
          <>
            <Segmented
              label="Steps"
              value={String(steps)}
              onChange={(next) => go({ steps: Number(next) })}
              options={STEPS.map((n) => ({ value: String(n), label: n === 1 ? '1 step' : String(n) }))}
            />
            <ExportMenu
              cards={cards}
              stage={stage}
              name={title}
              emphasis={{ selected: undefined, path: pathKeys, matches: undefined }}
            />
          </>
        }
      />
      <Legend
        {...{ model, kinds }}
        shownKinds={shownKinds}
        shownTypes={shownTypes}
        onKinds={(next) => go({ kinds: next })}
        onTypes={(next) => go({ types: next })}
      />
      {graph.isPending ? (
        <Loading what="the graph" />
      ) : (
        <div className={styles.body}>
          <GraphCanvas
            {...{ scene, parentOf, cards, matches }}
            selected={chosen}
            path={pathKeys}
            mayRelate={edit}
            told={chosen === undefined ? '' : describe(chosen, picture, titleFor)}
            onSelect={select}
            onOpenUp={(id) => (picking ? select(id) : openUp(id))}
            onCollapse={fold}
            onRelate={(from, to) => setRelating([from, to])}
            onCancel={cancel}
            onStage={setStage}
          >
            <Notes
              {...{ picking, path, more, titleFor }}
              shown={scene.nodes.length}
              left={picture.left}
              isExpanding={graph.isExpanding}
              onAll={() => go({ all: true })}
              ends={address.path}
              onCancel={cancel}
              onEndPath={() => go({ path: undefined })}
            />
            {scene.nodes.length === roots.length && scene.edges.length === 0 && (
              <div className={styles.alone}>
                <Alone isFiltered={model.edges.length > 0} onAll={() => go({ kinds: undefined, types: undefined })} />
              </div>
            )}
            <ZoomButtons stage={stage} />
          </GraphCanvas>
          <Sheet hasSelection={chosen !== undefined}>
            {chosen !== undefined && (
              <AssetPanel
                {...{ model, picture, titleFor, edit }}
                id={chosen}
                asset={asset(chosen)!}
                node={scene.byId.get(chosen)!}
                isOpenedUp={isOpenedUp(chosen)}
                onOpenUp={() => openUp(chosen)}
                onFold={() => fold(chosen)}
                onJump={jump}
                onClose={() => setSelected(undefined)}
                onPick={(what) => setPicking({ what, from: chosen })}
                onUnpin={() => {
                  const node = scene.byId.get(chosen)
                  if (node) stage?.unpin(node)
                }}
              />
            )}
            <GraphList
              {...{ picture, matches, asset, words, mayOpenUp }}
              selected={chosen}
              moreOf={(id) => scene.byId.get(id)?.more ?? 0}
              onWords={setWords}
              onJump={jump}
              onOpenUp={openUp}
              onFold={fold}
            />
          </Sheet>
        </div>
      )}
      {pair?.[0] && pair[1] && (
        <RelateTwoDialog
          from={pair[0]}
          to={pair[1]}
          onRelate={(kind) => void relateTwo(pair[0]!, pair[1]!, kind)}
          onClose={() => setRelating(undefined)}
        />
      )}
    </div>
  )
}

function Alone({ isFiltered, onAll }: { isFiltered: boolean; onAll: () => void }) {
  return isFiltered ? (
    <Empty title="The filter leaves nothing to show" actions={<Button onClick={onAll}>Show all</Button>} />
  ) : (
    <Empty title="Nothing is related to this yet">
      Relate it to others on its page, or by dragging one onto another in the library.
    </Empty>
  )
}

function CannotStart({ error, onRetry }: { error: unknown; onRetry: () => unknown }) {
  const isGone = error instanceof ApiError && error.status === 404
  return (
    <>
      <PageHead title="Graph" />
      {isGone ? (
        <Empty title="There is no such asset any more" actions={<Link href="/graph">Start from another one</Link>}>
          It was deleted, or renamed since the link was made.
        </Empty>
      ) : (
        <Failed what="The graph" error={error} onRetry={onRetry} />
      )}
    </>
  )
}

/** Assets of the path, and of the relations between each two of them the first. */
function keysOfPath(
  path: readonly string[],
  edges: readonly { key: string; from: string; to: string }[],
): ReadonlySet<string> {
  const keys = new Set(path)
  for (const [i, id] of path.entries()) {
    const before = path[i - 1]
    const edge = edges.find(({ from, to }) => (from === id && to === before) || (to === id && from === before))
    if (edge) keys.add(edge.key)
  }
  return keys
}
