import { type FormEvent, useId, useState } from 'react'
import { type AssetDetails, useRenameAsset, useUpdateAsset } from '../api/asset.ts'
import { messageOf } from '../api/client.ts'
import { useUndo } from '../api/history.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import styles from './rename-dialog.module.css'

/** The name that people read, and the public ID that URLs have. */
export function RenameDialog({ asset, onClose }: { asset: AssetDetails; onClose: () => void }) {
  const [name, setName] = useState(asset.display_name)
  const [publicId, setPublicId] = useState(asset.public_id)
  const update = useUpdateAsset(asset.asset_id)
  const rename = useRenameAsset(asset.asset_id)
  const undo = useUndo()
  const form = useId()
  const isIdNew = publicId.trim() !== asset.public_id
  const isNameNew = name.trim() !== asset.display_name
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const calls: string[] = []
    try {
      if (isIdNew) calls.push((await rename.mutateAsync(publicId.trim())).call)
      if (isNameNew) calls.push((await update.mutateAsync({ display_name: name.trim() })).call)
    } catch {
      return
    }
    if (calls.length > 0) toast('Renamed', { action: { label: 'Undo', run: () => undo(calls) } })
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Rename"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            form={form}
            busy={rename.isPending || update.isPending}
            disabled={!publicId.trim() || !(isIdNew || isNameNew)}
          >
            Rename
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={styles.form}>
        <Field
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={update.error ? messageOf(update.error) : undefined}
        />
        <Field
          label="Public ID"
          hint={isIdNew ? 'URLs of the file change with it; relations stay.' : undefined}
          error={rename.error ? messageOf(rename.error) : undefined}
          value={publicId}
          onChange={(event) => setPublicId(event.target.value)}
          spellCheck={false}
        />
      </form>
    </Dialog>
  )
}
