import { useState } from 'react'
import { type AssetDetails, useAsset } from '../api/asset.ts'
import { useMay } from '../api/environment.ts'
import { actorWords } from '../history/change-words.ts'
import { CopyButton } from '../ui/copy-field.tsx'
import { dateTime, fileSize, playTime } from '../ui/format.ts'
import { Failed, Skeleton } from '../ui/states.tsx'
import { ContextEditor } from './context-editor.tsx'
import styles from './details-panel.module.css'
import { InlineText } from './inline-text.tsx'
import { MetadataEditor } from './metadata-editor.tsx'
import { TagEditor } from './tag-editor.tsx'
import { useEdits } from './use-edits.ts'

/** All that is known of an asset; what people say of it is changed where it stands. */
export function DetailsPanel({ asset }: { asset: AssetDetails }) {
  const { edit: mayEdit } = useMay()
  const save = useEdits(asset)
  return (
    <div className={styles.details}>
      <section aria-label="Names">
        <Fact label="Name" copied={asset.display_name}>
          {mayEdit ? (
            <InlineText
              label="Name"
              value={asset.display_name}
              onSave={(name) => save({ display_name: name }, 'Name changed')}
            />
          ) : (
            asset.display_name
          )}
        </Fact>
        <Fact label="Public ID" copied={asset.public_id}>
          <code>{asset.public_id}</code>
        </Fact>
        <Fact label="Asset ID" copied={asset.asset_id}>
          <code>{asset.asset_id}</code>
        </Fact>
        <Fact label="Folder" {...(asset.folder && { copied: asset.folder })}>
          {mayEdit ? (
            <InlineText
              label="Folder"
              value={asset.folder}
              placeholder="In no folder"
              onSave={(folder) => save({ folder }, folder ? `Moved to ${folder}` : 'Taken out of its folder')}
            />
          ) : (
            asset.folder || 'In no folder'
          )}
        </Fact>
      </section>
      <section aria-labelledby="tags-title">
        <h2 id="tags-title">Tags</h2>
        <TagEditor asset={asset} mayEdit={mayEdit} onSave={(tags) => save({ tags }, 'Tags changed')} />
      </section>
      <ContextEditor asset={asset} mayEdit={mayEdit} onSave={(context) => save({ context }, 'Context changed')} />
      <MetadataEditor asset={asset} mayEdit={mayEdit} onSave={(metadata) => save({ metadata }, 'Metadata changed')} />
      <File asset={asset} />
      <Inside asset={asset} />
    </div>
  )
}

interface FactProps {
  readonly label: string
  readonly copied?: string
  readonly children: React.ReactNode
}

function Fact({ label, copied, children }: FactProps) {
  return (
    <div className={styles.fact}>
      <span className={styles.label}>{label}</span>
      <div className={styles.value}>{children}</div>
      {copied !== undefined && <CopyButton label={label.toLowerCase()} text={copied} />}
    </div>
  )
}

function File({ asset }: { asset: AssetDetails }) {
  const { width, height, duration, pages, captured_at: taken, uploaded_by: by, moderation } = asset
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Type', [asset.format?.toUpperCase(), asset.resource_type, asset.type].filter(Boolean).join(', ')],
    ['Size', `${fileSize(asset.bytes)} (${asset.bytes.toLocaleString()} bytes)`],
    ['Dimensions', width && height ? `${width} × ${height}` : undefined],
    ['Duration', duration === undefined ? undefined : playTime(duration)],
    ['Pages', pages !== undefined && pages > 1 ? String(pages) : undefined],
    ['Taken', taken && dateTime(taken)],
    ['Uploaded', dateTime(asset.uploaded_at)],
    ['Uploaded by', by && actorWords(by)],
    ['Created', dateTime(asset.created_at)],
    ['Changed', dateTime(asset.updated_at)],
    ['File name', asset.original_filename],
    ['Access', asset.access_mode === 'public' ? undefined : asset.access_mode],
    ['Moderation', moderation && `${moderation.status} (${moderation.kind})`],
    ['MD5', asset.etag],
    ['Perceptual hash', asset.phash],
  ]
  return (
    <section aria-labelledby="file-title">
      <h2 id="file-title">File</h2>
      {facts.map(
        ([label, value]) =>
          value && (
            <Fact key={label} label={label} {...(/MD5|hash/.test(label) && { copied: value })}>
              {/MD5|hash/.test(label) ? <code>{value}</code> : value}
            </Fact>
          ),
      )}
    </section>
  )
}

/** What the file tells of itself: it has to be read for that, so that it is read when it is asked for. */
function Inside({ asset }: { asset: AssetDetails }) {
  const [isOpen, setOpen] = useState(false)
  const { data, error, refetch } = useAsset(asset.asset_id, { file: true, enabled: isOpen })
  if (asset.resource_type !== 'image') return null
  const file = data?.file
  const facts =
    file && Object.entries({ ...(file.exif as object), ...(file.metadata as object) } as Record<string, string>)
  return (
    <details className={styles.inside} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>EXIF and colours</summary>
      {error ? (
        <Failed what="What the file says" error={error} onRetry={refetch} />
      ) : !file ? (
        <Skeleton height="6rem" />
      ) : (
        <>
          {file.colors.length > 0 && (
            <ul className={styles.colors} aria-label="Colours">
              {file.colors.slice(0, 12).map(({ color, percent }) => (
                <li key={color} title={`${color}, ${Math.round(percent)} %`}>
                  <span className={styles.color} style={{ background: color }} />
                  <code>{color}</code>
                </li>
              ))}
            </ul>
          )}
          {facts?.length === 0 && <p className={styles.none}>The file says nothing of how it was made.</p>}
          {facts?.map(([label, value]) => (
            <Fact key={label} label={label}>
              {String(value)}
            </Fact>
          ))}
        </>
      )}
    </details>
  )
}
