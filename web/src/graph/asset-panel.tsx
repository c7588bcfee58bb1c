import { ChevronsDownUp, ChevronsUpDown, ExternalLink, Focus, PinOff, Spline, Waypoints, X } from 'lucide-react'
import { Link } from 'wouter'
import { Button, IconButton } from '../ui/button.tsx'
import { counted } from '../ui/format.ts'
import { KindName } from '../ui/kind-name.tsx'
import { type Pictured, Thumb, titleOf } from '../ui/thumb.tsx'
import { addressText } from './address.ts'
import styles from './asset-panel.module.css'
import { stepsInWords } from './describe.ts'
import { kindFrom, type Model, otherEnd, type Picture } from './model.ts'
import type { Picking } from './notes.tsx'
import type { SceneNode } from './scene.ts'

interface AssetPanelProps {
  readonly id: string
  readonly asset: Pictured
  readonly node: SceneNode
  readonly model: Model
  readonly picture: Picture
  readonly edit: boolean
  readonly isOpenedUp: boolean
  readonly titleFor: (id: string) => string
  readonly onOpenUp: () => void
  readonly onFold: () => void
  readonly onJump: (id: string) => void
  readonly onClose: () => void
  readonly onPick: (what: Picking['what']) => void
  readonly onUnpin: () => void
}

const SHOWN = 30

/** The asset that is selected: what it is, what it is related to, and what can be done from it. */
export function AssetPanel({ id, asset, node, model, picture, edit, isOpenedUp, titleFor, ...acts }: AssetPanelProps) {
  const edges = (model.edgesOf.get(id) ?? []).filter((edge) => picture.nodes.has(otherEnd(edge, id)))
  const canOpenUp = !isOpenedUp || node.more > 0
  return (
    <section className={styles.panel} aria-label={`Selected: ${titleOf(asset)}`}>
      <div className={styles.head}>
        <span className={styles.picture}>
          <Thumb asset={asset} size={96} cover />
        </span>
        <div className={styles.words}>
          <h2 className={styles.title}>
            <Link href={`/assets/${id}`}>{titleOf(asset)}</Link>
          </h2>
          <p className={styles.about}>
            {[asset.format?.toUpperCase() ?? asset.resource_type, stepsInWords(node.steps)].join(', ')}
            {node.more > 0 && `, ${counted(node.more, 'relation')} not shown`}
          </p>
        </div>
        <IconButton label="Select nothing" shortcut="Esc" size="small" onClick={acts.onClose}>
          <X />
        </IconButton>
      </div>
      <div className={styles.actions}>
        {canOpenUp && (
          <Button size="small" icon={<ChevronsUpDown />} onClick={acts.onOpenUp}>
            Expand
          </Button>
        )}
        {isOpenedUp && (
          <Button size="small" icon={<ChevronsDownUp />} onClick={acts.onFold}>
            Collapse
          </Button>
        )}
        <Button size="small" icon={<Waypoints />} onClick={() => acts.onPick('path')}>
          Path to…
        </Button>
        {edit && (
          <Button size="small" icon={<Spline />} onClick={() => acts.onPick('relate')}>
            Relate to…
          </Button>
        )}
        {node.isPinned && (
          <Button size="small" icon={<PinOff />} onClick={acts.onUnpin}>
            Unpin
          </Button>
        )}
        <Link href={addressText({ from: [id] })} className={styles.link}>
          <Focus aria-hidden /> Start here
        </Link>
        <Link href={`/assets/${id}`} className={styles.link}>
          <ExternalLink aria-hidden /> Open
        </Link>
      </div>
      {edges.length > 0 && (
        <ul className={styles.relations} aria-label="Its relations in the graph">
          {edges.slice(0, SHOWN).map((edge) => (
            <li key={edge.key}>
              <button type="button" className={styles.relation} onClick={() => acts.onJump(otherEnd(edge, id))}>
                <span className={styles.kind}>
                  <KindName name={kindFrom(edge, id)} />
                </span>
                <span className={styles.other}>{titleFor(otherEnd(edge, id))}</span>
              </button>
            </li>
          ))}
          {edges.length > SHOWN && <li className={styles.rest}>and {counted(edges.length - SHOWN, 'more', 'more')}</li>}
        </ul>
      )}
    </section>
  )
}
