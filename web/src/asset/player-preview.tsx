import { useQueries } from '@tanstack/react-query'
import { AudioLines } from 'lucide-react'
import { type CSSProperties, useEffect, useMemo } from 'react'
import type { AssetDetails } from '../api/asset.ts'
import { itemsOf, type RelatedItem } from '../api/related-list.ts'
import { useRelated } from '../api/relations.ts'
import { Thumb, thumbnailUrl, titleOf } from '../ui/thumb.tsx'
import styles from './preview.module.css'
import { asVtt, readText } from './read-text.ts'

/** More are no languages any more. */
const MOST_TRACKS = 20

/** A film or a recording, with the subtitles and the poster that it is related to. */
export function PlayerPreview({ asset }: { asset: AssetDetails }) {
  const { data, isPending } = useRelated(asset.asset_id)
  const items = useMemo(() => itemsOf(data), [data])
  const poster = items.find(({ kind, asset: other }) => kind === 'has_poster' && other.thumbnail)?.asset
  const tracks = useTracks(items)
  const { width, height } = asset
  if (!width || !height) {
    return (
      <div className={`${styles.stage} ${styles.player}`}>
        <div className={styles.sound}>
          {poster ? (
            <span className={styles.cover}>
              <Thumb asset={poster} size={320} cover />
            </span>
          ) : (
            <AudioLines size={64} strokeWidth={1.25} aria-hidden />
          )}
          {/* biome-ignore lint/a11y/useMediaCaption: it has those that it is related to */}
          <audio controls preload="metadata" src={asset.url} aria-label={titleOf(asset)} />
        </div>
      </div>
    )
  }
  return (
    <div className={`${styles.stage} ${styles.player}`}>
      {/* biome-ignore lint/a11y/useMediaCaption: it has those that it is related to */}
      <video
        controls
        playsInline
        preload="metadata"
        src={asset.url}
        poster={isPending ? undefined : thumbnailUrl(poster ?? asset, 800)}
        aria-label={titleOf(asset)}
        style={{ '--ratio': width / height } as CSSProperties}
      >
        {tracks.map(({ id, label, url }, i) => (
          <track key={id} kind="subtitles" label={label} src={url} default={i === 0} />
        ))}
      </video>
    </div>
  )
}

const isSubtitles = ({ asset: { resource_type: type, public_id: id } }: RelatedItem): boolean =>
  type === 'raw' && /\.(vtt|srt)$/i.test(id)

/** Subtitles among the related assets, the transcripts first, as addresses of WebVTT. */
function useTracks(items: readonly RelatedItem[]) {
  const wanted = useMemo(() => {
    const isTranscript = ({ kind }: RelatedItem) => kind === 'has_transcript'
    const all = items.filter(isSubtitles).toSorted((a, b) => Number(isTranscript(b)) - Number(isTranscript(a)))
    const first = new Map(all.map((item) => [item.asset.asset_id, item]))
    return [...first.values()].slice(0, MOST_TRACKS)
  }, [items])
  const texts = useQueries({
    queries: wanted.map(({ asset: { url = '' } }) => {
      return { queryKey: ['text', url], queryFn: ({ signal }: { signal: AbortSignal }) => readText(url, signal) }
    }),
    combine: (results) => results.map(({ data }) => data?.text),
  })
  const tracks = useMemo(
    () =>
      wanted.flatMap(({ asset, note }, i) => {
        const text = texts[i]
        if (text === undefined) return []
        const url = URL.createObjectURL(new Blob([asVtt(text)], { type: 'text/vtt' }))
        return [{ id: asset.asset_id, label: note ?? titleOf(asset), url }]
      }),
    [wanted, texts],
  )
  useEffect(
    () => () => {
      for (const { url } of tracks) URL.revokeObjectURL(url)
    },
    [tracks],
  )
  return tracks
}
