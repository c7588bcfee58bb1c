import { Images, Upload } from 'lucide-react'
import { useMay } from '../api/environment.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/states.tsx'
import { openUploadDialog } from '../upload/uploads.tsx'
import styles from './library-view.module.css'

/** A library with nothing in it: how something comes into it. */
export function LibraryEmpty({ environment }: { environment: string }) {
  const { edit } = useMay()
  if (!edit) {
    return (
      <Empty icon={<Images />} title="This library is empty">
        Assets show up here as soon as somebody uploads them.
      </Empty>
    )
  }
  return (
    <Empty
      icon={<Images />}
      title="This library is empty"
      actions={
        <Button look="primary" icon={<Upload />} onClick={openUploadDialog}>
          Upload files
        </Button>
      }
    >
      <p>Drop files or folders anywhere on this page, or paste them.</p>
      <p>Any Cloudinary SDK uploads to it as well, with</p>
      <code className={styles.url}>
        CLOUDINARY_URL=cloudinary://&lt;key&gt;:&lt;secret&gt;@{environment}
        <br />
        CLOUDINARY_UPLOAD_PREFIX={window.location.origin}
      </code>
    </Empty>
  )
}
