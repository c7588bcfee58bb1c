import { useQuery } from '@tanstack/react-query'
import type { AssetDetails } from '../api/asset.ts'
import { fileSize } from '../ui/format.ts'
import { Failed, Loading } from '../ui/states.tsx'
import styles from './preview.module.css'
import { MAX_TEXT_BYTES, readText } from './read-text.ts'

/** Files of text as they are, JSON with its lines broken. */
export function TextPreview({ asset, extension }: { asset: AssetDetails; extension: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['text', asset.url],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => readText(asset.url, signal),
  })
  if (error) return <Failed what="The text" error={error} onRetry={refetch} />
  if (!data) return <Loading what="the text" />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and is to be scrolled by keyboard
    <section className={`${styles.stage} ${styles.text}`} aria-label="Text of the file" tabIndex={0}>
      <pre>{extension === 'json' && !data.isCut ? spread(data.text) : data.text}</pre>
      {data.isCut && (
        <p className={styles.cut}>
          The first {fileSize(MAX_TEXT_BYTES)} of {fileSize(asset.bytes)}
        </p>
      )}
    </section>
  )
}

function spread(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2)
  } catch {
    return json
  }
}
