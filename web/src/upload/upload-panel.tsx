import { useVirtualizer } from '@tanstack/react-virtual'
import { Check, ChevronDown, ChevronUp, CircleAlert, Pause, Play, RotateCw, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { Button, IconButton } from '../ui/button.tsx'
import { counted, fileSize } from '../ui/format.ts'
import {
  close,
  dismiss,
  dismissDone,
  pause,
  relateEachOther,
  resume,
  retryFailed,
  type Upload,
  useUploads,
} from './queue.ts'
import styles from './upload-panel.module.css'

const ROW_PX = 52

/** What is being uploaded, in a corner of the page whatever view is open. */
export function UploadPanel() {
  const uploads = useUploads((state) => state.uploads)
  const [isOpen, setOpen] = useState(true)
  const list = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: uploads.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  })
  const done = uploads.filter(({ state }) => state === 'done')
  const failed = uploads.filter(({ state }) => state === 'failed')
  const isOver = done.length + failed.length === uploads.length
  useLeavingWarning(!isOver)

  const last = uploads.at(-1)!
  const lastBatch = done.filter(({ batch }) => batch === last.batch)
  const [relatedBatch, setRelatedBatch] = useState<number>()
  const canRelate = isOver && lastBatch.length > 1 && !last.plan.eachOther && last.batch !== relatedBatch
  const relate = () => {
    setRelatedBatch(last.batch)
    void relateEachOther(
      last.plan.environment,
      lastBatch.map(({ asset }) => asset!.asset_id),
    )
  }
  const title = !isOver
    ? `Uploading ${counted(uploads.length - done.length, 'file')}`
    : done.length === 0
      ? `${counted(failed.length, 'file')} failed`
      : `Uploaded ${counted(done.length, 'file')}${failed.length > 0 ? `, ${failed.length} failed` : ''}`
  return (
    <section className={styles.panel} aria-label="Uploads" data-corner>
      <header className={styles.head}>
        <h2>
          <span role="status">{title}</span>
        </h2>
        <IconButton label={isOpen ? 'Fold' : 'Unfold'} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? <ChevronDown /> : <ChevronUp />}
        </IconButton>
        {isOver && (
          <IconButton label="Close" onClick={close}>
            <X />
          </IconButton>
        )}
      </header>
      {!isOver && <Bar share={shareOf(uploads)} label="All uploads" />}
      {isOpen && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
          <div ref={list} className={styles.list} tabIndex={0}>
            <ul style={{ height: rows.getTotalSize() }}>
              {rows.getVirtualItems().map(({ index, start }) => (
                <Row key={uploads[index]!.id} upload={uploads[index]!} top={start} />
              ))}
            </ul>
          </div>
          {(failed.length > 1 || canRelate || (done.length > 0 && !isOver)) && (
            <footer className={styles.foot}>
              {done.length > 0 && !isOver && (
                <Button size="small" look="quiet" onClick={dismissDone}>
                  Clear those that are done
                </Button>
              )}
              {failed.length > 1 && (
                <Button size="small" onClick={retryFailed}>
                  Try all again
                </Button>
              )}
              {canRelate && (
                <Button size="small" onClick={relate}>
                  Relate these to one another
                </Button>
              )}
            </footer>
          )}
        </>
      )}
    </section>
  )
}

function Row({ upload, top }: { upload: Upload; top: number }) {
  const { id, name, state, bytes, sent, error, asset, plan, folder } = upload
  return (
    <li className={styles.row} style={{ transform: `translateY(${top}px)`, height: ROW_PX }} data-state={state}>
      <div className={styles.words}>
        {asset ? (
          <Link href={`~/@${plan.environment}/assets/${asset.asset_id}`} className={styles.name}>
            {name}
          </Link>
        ) : (
          <span className={styles.name}>{name}</span>
        )}
        {error ? (
          <span className={styles.error} title={error}>
            {error}
          </span>
        ) : (
          <span className={styles.about}>{aboutOf(state, bytes, sent, folder)}</span>
        )}
        {state === 'sending' && <Bar share={bytes > 0 ? sent / bytes : undefined} label={name} />}
      </div>
      {/* What the server has all of, or fetches, would come twice. */}
      {state === 'sending' && sent < bytes && (
        <IconButton label={`Pause ${name}`} size="small" onClick={() => pause(id)}>
          <Pause />
        </IconButton>
      )}
      {state === 'paused' && (
        <IconButton label={`Go on with ${name}`} size="small" onClick={() => resume(id)}>
          <Play />
        </IconButton>
      )}
      {state === 'failed' && (
        <IconButton label={`Try ${name} again`} size="small" onClick={() => resume(id)}>
          <RotateCw />
        </IconButton>
      )}
      {state === 'done' && (error ? <CircleAlert className={styles.error} /> : <Check className={styles.done} />)}
      {state !== 'done' && (
        <IconButton label={`Leave ${name} out`} size="small" onClick={() => dismiss(id)}>
          <X />
        </IconButton>
      )}
    </li>
  )
}

function aboutOf(state: Upload['state'], bytes: number, sent: number, folder: string): string {
  if (state === 'sending' && bytes === 0) return 'The server fetches it'
  if (state === 'sending' && sent >= bytes) return 'Sent; the server looks at it'
  const size = state === 'sending' || state === 'paused' ? `${fileSize(sent)} of ${fileSize(bytes)}` : fileSize(bytes)
  const words = { waiting: 'Waits', sending: '', paused: 'Paused', done: '', failed: 'Failed' }[state]
  return [words, bytes > 0 && size, state === 'done' && folder].filter(Boolean).join(' · ')
}

/** Without a share, that it goes on is all that is known. */
function Bar({ share, label }: { share: number | undefined; label: string }) {
  return <progress className={styles.bar} aria-label={label} {...(share !== undefined && { value: share, max: 1 })} />
}

const shareOf = (uploads: readonly Upload[]): number | undefined => {
  const bytes = uploads.reduce((sum, one) => sum + one.bytes, 0)
  return bytes > 0 ? uploads.reduce((sum, one) => sum + one.sent, 0) / bytes : undefined
}

/** The browser asks before the page is left with uploads on their way. */
function useLeavingWarning(isBusy: boolean): void {
  useEffect(() => {
    if (!isBusy) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isBusy])
}
