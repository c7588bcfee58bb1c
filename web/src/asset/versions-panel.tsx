import { Layers, RotateCcw } from 'lucide-react'
import { type AssetDetails, useRestoreVersion } from '../api/asset.ts'
import { useMay } from '../api/environment.ts'
import { Button } from '../ui/button.tsx'
import { counted, dateTime, fileSize } from '../ui/format.ts'
import { Empty } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import styles from './panels.module.css'

/** The files that the asset had, each of which it can have again. */
export function VersionsPanel({ asset }: { asset: AssetDetails }) {
  const { edit } = useMay()
  const restore = useRestoreVersion(asset.asset_id)
  const versions = asset.versions.toReversed()
  if (versions.length === 0) {
    return (
      <Empty icon={<Layers />} title="No earlier versions are kept">
        Files are kept where they are uploaded with <code>backup=true</code>.
      </Empty>
    )
  }
  // Of a file that isn't kept as yet, one is made when another takes its place.
  const present = versions.find(({ current }) => current)?.version_id ?? asset.version_id
  const bringBack = async (versionId: string, back?: string) => {
    try {
      await restore.mutateAsync(versionId)
      toast('It has that file again', back ? { action: { label: 'Undo', run: () => bringBack(back) } } : {})
    } catch (error) {
      toastError('The file could not be brought back', error)
    }
  }
  return (
    <div className={styles.panel}>
      <p className={styles.about}>
        {counted(versions.length, 'version')}, {fileSize(asset.backup_bytes)} in all
      </p>
      <ul>
        {versions.map(({ version_id: id, uploaded_at: at, format, bytes, width, height, current }) => (
          <li key={id} className={styles.version}>
            <div>
              <p className={styles.title}>
                {dateTime(at)}
                {current && <span className={styles.current}>Current</span>}
              </p>
              <p className={styles.about}>
                {[format?.toUpperCase(), width && height ? `${width} × ${height}` : undefined, fileSize(bytes)]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {edit && !current && (
              <Button
                size="small"
                icon={<RotateCcw />}
                busy={restore.isPending && restore.variables === id}
                onClick={() => void bringBack(id, present)}
              >
                Bring back
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
