import { Archive, Ellipsis, Merge, Pencil, RotateCcw, ShieldCheck } from 'lucide-react'
import { useUndo } from '../api/history.ts'
import { type Kind, useWriteKind } from '../api/kinds.ts'
import { IconButton } from '../ui/button.tsx'
import { counted, kindTitle } from '../ui/format.ts'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { KindDrawing } from './kind-drawing.tsx'
import styles from './kinds-view.module.css'
import { protectWords } from './protect-words.ts'

interface KindRowProps {
  readonly kind: Kind
  readonly relations: number | undefined
  readonly mayEdit: boolean
  readonly onEdit: () => void
  readonly onMerge: () => void
}

export function KindRow({ kind, relations, mayEdit, onEdit, onMerge }: KindRowProps) {
  const { name, description, retired } = kind
  const write = useWriteKind()
  const undo = useUndo()
  const title = kindTitle(name)
  const retire = async () => {
    try {
      const { call } = await write.mutateAsync({ of: name, kind: { retired: !retired } })
      toast(retired ? `${title} is back` : `${title} is retired; its relations stay`, {
        action: { label: 'Undo', run: () => undo([call]) },
      })
    } catch (error) {
      toastError(`${title} could not be ${retired ? 'brought back' : 'retired'}`, error)
    }
  }
  return (
    <li className={styles.row} data-retired={retired || undefined}>
      <KindDrawing kind={kind} />
      <div className={styles.words}>
        {description && <p>{description}</p>}
        {kind.protects !== 'none' && (
          <p className={styles.protects}>
            <ShieldCheck aria-hidden />
            {protectWords(kind)}
          </p>
        )}
      </div>
      <span className={styles.count}>{relations === undefined ? '' : counted(relations, 'relation')}</span>
      {mayEdit && (
        <Menu
          trigger={
            <IconButton label={`What can be done with ${title}`}>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil />} onSelect={onEdit}>
            Edit…
          </MenuItem>
          {!kind.default && (
            <>
              <MenuItem icon={<Merge />} onSelect={onMerge}>
                Merge into another…
              </MenuItem>
              <MenuItem icon={retired ? <RotateCcw /> : <Archive />} onSelect={() => void retire()}>
                {retired ? 'Bring back' : 'Retire'}
              </MenuItem>
            </>
          )}
        </Menu>
      )}
    </li>
  )
}
