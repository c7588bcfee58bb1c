import { Download, Link2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { type BundleRequest, useDownloadBundle, useLinkBundle } from '../api/bundles.ts'
import { messageOf } from '../api/client.ts'
import { useMay } from '../api/environment.ts'
import { useKinds } from '../api/kinds.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox, Select } from '../ui/field.tsx'
import { counted, dateTime, fileSize } from '../ui/format.ts'
import { KindName } from '../ui/kind-name.tsx'
import styles from './bundle-dialog.module.css'
import { BundleLinks } from './bundle-links.tsx'

interface BundleDialogProps {
  /** Asset IDs. */
  readonly assets: readonly string[]
  /** Of the one asset, or of what they are together: the name of the file. */
  readonly name: string
  readonly onClose: () => void
}

const STEPS = [
  ['0', 'Only these'],
  ['1', 'What they are related to'],
  ['2', 'Two steps away'],
  ['3', 'Three steps away'],
] as const

const DAYS = [
  ['1', '1 day'],
  ['7', '1 week'],
  ['30', '30 days'],
  ['90', '90 days'],
] as const

/** What belongs together, to take along: as a zip, or as a link that anybody may open until it ends. */
export function BundleDialog({ assets, name, onClose }: BundleDialogProps) {
  const [steps, setSteps] = useState('1')
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set())
  const [days, setDays] = useState('7')
  const [received, setReceived] = useState(0)
  const aborting = useRef(new AbortController())
  const download = useDownloadBundle(setReceived)
  const link = useLinkBundle()
  const { data: kinds = [] } = useKinds()
  // A link opens private assets to whoever has it.
  const { edit: mayLink } = useMay()
  useEffect(() => () => aborting.current.abort(), [])

  const chosen = kinds.filter((kind) => !without.has(kind.name)).map((kind) => kind.name)
  const request: BundleRequest = { assets, steps: Number(steps), kinds: without.size > 0 ? chosen : undefined }
  const error = download.error ?? link.error
  const toggle = (kind: string) =>
    setWithout((before) => {
      const after = new Set(before)
      if (!after.delete(kind)) after.add(kind)
      return after
    })
  const change = (set: () => void) => {
    set()
    link.reset()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Take along"
      about={`${counted(assets.length, 'asset')}, with a manifest that says how everything is related.`}
      actions={
        <>
          {mayLink && (
            <Button
              icon={<Link2 />}
              busy={link.isPending}
              onClick={() =>
                link.mutate({ ...request, expires_at: new Date(Date.now() + Number(days) * 86_400_000).toISOString() })
              }
            >
              Make a link
            </Button>
          )}
          <Button
            look="primary"
            icon={<Download />}
            busy={download.isPending}
            onClick={() =>
              download.mutate({ request, name: `${name}.zip`, signal: aborting.current.signal }, { onSuccess: onClose })
            }
          >
            {download.isPending ? fileSize(received) : 'Download'}
          </Button>
        </>
      }
    >
      <div className={styles.choices}>
        <Select
          label="How far"
          value={steps}
          onChange={({ target }) => change(() => setSteps(target.value))}
          options={STEPS}
        />
        {mayLink && (
          <Select
            label="A link works for"
            value={days}
            onChange={({ target }) => change(() => setDays(target.value))}
            options={DAYS}
          />
        )}
      </div>
      {steps !== '0' && kinds.length > 1 && (
        <fieldset className={styles.kinds}>
          <legend>Along</legend>
          {kinds
            .filter(({ retired }) => !retired)
            .map((kind) => (
              <Checkbox
                key={kind.name}
                label={<KindName name={kind.name} />}
                checked={!without.has(kind.name)}
                onChange={() => change(() => toggle(kind.name))}
              />
            ))}
        </fieldset>
      )}
      {link.data && (
        <div role="status">
          <CopyField
            label={`Works for anybody who has it, until ${dateTime(link.data.expires_at)}`}
            text={link.data.url}
          />
        </div>
      )}
      {mayLink && <BundleLinks onRevoked={(id) => id === link.data?.id && link.reset()} />}
      {error && !aborting.current.signal.aborted && (
        <p className={styles.error} role="alert">
          {messageOf(error)}
        </p>
      )}
    </Dialog>
  )
}
