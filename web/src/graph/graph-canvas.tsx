import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { counted } from '../ui/format.ts'
import type { Cards } from './cards.ts'
import styles from './graph-canvas.module.css'
import { actOnKey } from './keys.ts'
import { followPointers } from './pointer.ts'
import { looksOf, type Scene } from './scene.ts'
import { type Shown, Stage } from './stage.ts'

interface GraphCanvasProps extends Shown {
  readonly scene: Scene
  readonly parentOf: (id: string) => string | undefined
  readonly cards: Cards
  readonly mayRelate: boolean
  /** Where the focus is; screen readers are told of it. */
  readonly told: string
  readonly onSelect: (id: string | undefined) => void
  readonly onOpenUp: (id: string) => void
  readonly onCollapse: (id: string) => void
  readonly onRelate: (from: string, to: string) => void
  readonly onCancel: () => boolean
  readonly onStage: (stage: Stage | undefined) => void
  readonly children: ReactNode
}

export function GraphCanvas({ scene, parentOf, cards, selected, path, matches, ...props }: GraphCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [stage, setStage] = useState<Stage>()
  const help = useId()
  const latest = useRef(props)
  useEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    const element = canvas.current!
    const made = new Stage(element)
    setStage(made)
    latest.current.onStage(made)
    const unfollow = followPointers(element, made, {
      onPick: (id) => latest.current.onSelect(id),
      onOpenUp: (id) => latest.current.onOpenUp(id),
      onRelate: (from, to) => latest.current.onRelate(from, to),
      mayRelate: () => latest.current.mayRelate,
    })
    return () => {
      unfollow()
      made.close()
      setStage(undefined)
      latest.current.onStage(undefined)
    }
  }, [])

  // Before it is seen, so that what is settled is so of what is in the list beside.
  useLayoutEffect(() => stage?.show(scene, parentOf), [stage, scene, parentOf])
  useEffect(() => stage?.emphasise({ selected, path, matches }), [stage, selected, path, matches])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each scene has nodes of its own
  useEffect(() => {
    if (!stage) return
    stage.onSeen = ({ id }) => cards.get(id)
    const update = () => {
      for (const node of stage.scene.nodes) {
        const card = cards.peek(node.id)
        if (!card) continue
        Object.assign(node, looksOf(card, node.radius))
        node.more = Math.max(0, card.relations - node.relations)
      }
      stage.draw()
    }
    update()
    return cards.subscribe(update)
  }, [stage, cards, scene])

  const onKeyDown = (event: KeyboardEvent) => {
    if (!stage || event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && props.onCancel()) return
    const { onSelect, onOpenUp, onCollapse } = props
    if (actOnKey(event, stage, { selected, onSelect, onOpenUp, onCollapse })) event.preventDefault()
  }
  return (
    <div className={styles.stage}>
      <div
        role="application"
        aria-roledescription="graph"
        aria-label={`Graph of ${counted(scene.nodes.length, 'asset')} and ${counted(scene.edges.length, 'relation')}`}
        aria-describedby={help}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is worked by keys
        tabIndex={0}
        className={styles.focus}
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} className={styles.canvas} aria-hidden />
      </div>
      <p id={help} className="unseen">
        Arrow keys go from asset to asset, Enter opens one up or ends what was begun, Backspace folds it, plus and minus
        zoom, 0 fits all into view. The list beside it has the same content.
      </p>
      <p className="unseen" aria-live="polite">
        {props.told}
      </p>
      {props.children}
    </div>
  )
}
