import { FileUp, FolderUp } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { useKinds } from '../api/kinds.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox, Field, Select } from '../ui/field.tsx'
import { kindTitle } from '../ui/format.ts'
import { chosenFiles } from './dropped-files.ts'
import { addFiles, addUrl, type Plan } from './queue.ts'
import styles from './upload-dialog.module.css'

/** The same as dropping files, by keyboard: files, a folder, or an address, and what becomes of them. */
export function UploadDialog({ here, onClose }: { here: Plan; onClose: () => void }) {
  const [folder, setFolder] = useState(here.folder)
  const [tags, setTags] = useState('')
  const [eachOther, setEachOther] = useState(false)
  const [relates, setRelates] = useState(here.relateTo !== undefined)
  const [kind, setKind] = useState('related')
  const files = useRef<HTMLInputElement>(null)
  const directory = useRef<HTMLInputElement>(null)
  const { data: kinds = [] } = useKinds()
  const plan: Plan = {
    environment: here.environment,
    folder: folder.trim(),
    tags: tags
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
    eachOther,
    relateTo: relates && here.relateTo ? { ...here.relateTo, kind } : undefined,
  }
  const take = (list: FileList | null) => {
    if (!list || list.length === 0) return
    addFiles(chosenFiles(list), plan)
    onClose()
  }
  const fetchUrl = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const url = String(new FormData(event.currentTarget).get('url')).trim()
    if (!url) return
    addUrl(url, plan)
    onClose()
  }
  const kindNames = kinds
    .filter(({ retired }) => !retired)
    .flatMap(({ name, inverse }) => [...new Set([name, inverse])])
  return (
    <Dialog open onClose={onClose} title="Upload" about="Files can be dropped anywhere on the page, or pasted, too.">
      <div className={styles.sources}>
        <Button look="primary" icon={<FileUp />} onClick={() => files.current?.click()}>
          Choose files
        </Button>
        <Button icon={<FolderUp />} onClick={() => directory.current?.click()}>
          Choose a folder
        </Button>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label="Files"
          onChange={({ target }) => take(target.files)}
        />
        <input
          ref={directory}
          type="file"
          hidden
          aria-label="A folder"
          onChange={({ target }) => take(target.files)}
          {...{ webkitdirectory: '' }}
        />
      </div>
      <form id="address" onSubmit={fetchUrl} className={styles.address}>
        <Field label="Or from an address" name="url" type="url" placeholder="https://…" />
        <Button type="submit">Upload</Button>
      </form>
      <div className={styles.plan}>
        <Field
          label="Folder"
          form="address"
          value={folder}
          onChange={({ target }) => setFolder(target.value)}
          placeholder="None"
        />
        <Field
          label="Tags"
          form="address"
          value={tags}
          onChange={({ target }) => setTags(target.value)}
          placeholder="With commas"
        />
      </div>
      {here.relateTo && (
        <div className={styles.relating}>
          <Checkbox
            label={`Relate each to ${here.relateTo.title}`}
            checked={relates}
            onChange={({ target }) => setRelates(target.checked)}
          />
          {relates && (
            <Select
              label="How each is related"
              bare
              value={kind}
              onChange={({ target }) => setKind(target.value)}
              options={kindNames.map((name) => [name, kindTitle(name)] as const)}
            />
          )}
        </div>
      )}
      <Checkbox
        label="Relate them to one another"
        checked={eachOther}
        onChange={({ target }) => setEachOther(target.checked)}
      />
    </Dialog>
  )
}
