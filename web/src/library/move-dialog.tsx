import { useState } from 'react'
import type { AssetCard } from '../api/assets.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { counted } from '../ui/format.ts'
import tree from './folder-tree.module.css'
import { FolderTree } from './folder-tree.tsx'
import { useAssetActs } from './use-asset-acts.tsx'

/** Puts what is selected into a folder: one that is there, or a new one. */
export function MoveDialog({ cards, onClose }: { cards: readonly AssetCard[]; onClose: () => void }) {
  const { moveTo } = useAssetActs()
  const [path, setPath] = useState(cards.every(({ folder }) => folder === cards[0]!.folder) ? cards[0]!.folder : '')
  const wanted = path.trim().replace(/^\/+|\/+$/g, '')
  const submit = () => {
    void moveTo(
      cards.map(({ asset_id: id }) => id),
      wanted,
    )
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Move ${counted(cards.length, 'asset')}`}
      about="Addresses and relations stay as they are."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" onClick={submit}>
            {wanted === '' ? 'Move to the root' : 'Move'}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Field
          label="Folder"
          hint="Choose one below, or write the path of a new one"
          autoComplete="off"
          value={path}
          onChange={({ target }) => setPath(target.value)}
        />
      </form>
      <FolderTree current={wanted}>
        {(folder, content) => (
          <button
            type="button"
            className={tree.item}
            aria-pressed={folder.path === wanted}
            onClick={() => setPath(folder.path)}
          >
            {content}
          </button>
        )}
      </FolderTree>
    </Dialog>
  )
}
