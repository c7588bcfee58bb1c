import { LoaderCircle, X } from 'lucide-react'
import { messageOf } from '../api/client.ts'
import type { usePath } from '../api/walks.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { count, counted } from '../ui/format.ts'
import { titleOf } from '../ui/thumb.tsx'
import styles from './notes.module.css'
import { pathInWords } from './path-words.ts'
import type { useGraph } from './use-graph.ts'

/** What another asset is to be picked for. */
export interface Picking {
  readonly what: 'path' | 'relate'
  readonly from: string
}

interface NotesProps {
  readonly picking: Picking | undefined
  readonly path: ReturnType<typeof usePath>
  readonly ends: readonly [string, string] | undefined
  readonly more: ReturnType<typeof useGraph>['more']
  readonly shown: number
  readonly left: number
  readonly isExpanding: boolean
  readonly titleFor: (id: string) => string
  readonly onCancel: () => void
  readonly onAll: () => void
  readonly onEndPath: () => void
}

/** Over the canvas: what is being done, the way between two assets in words, and what isn't shown. */
export function Notes({ picking, path, ends, more, shown, left, isExpanding, titleFor, ...acts }: NotesProps) {
  return (
    <div className={styles.notes} aria-live="polite">
      {picking && (
        <div className={styles.note}>
          <p>
            {picking.what === 'path' ? 'Pick the asset to find the way to from ' : 'Pick the asset to relate to '}
            <b>{titleFor(picking.from)}</b>
          </p>
          <Button size="small" onClick={acts.onCancel}>
            Cancel
          </Button>
        </div>
      )}
      {ends && <PathNote path={path} ends={ends} titleFor={titleFor} onEnd={acts.onEndPath} />}
      {isExpanding && (
        <p className={styles.note}>
          <LoaderCircle className={styles.turning} aria-hidden /> Finding neighbours
        </p>
      )}
      {more.fetched !== undefined ? (
        <p className={styles.note}>
          <LoaderCircle className={styles.turning} aria-hidden /> Finding all of them: {count(more.fetched)} so far
        </p>
      ) : (
        (more.isThere || left > 0 || more.relationsLeftOut) && (
          <div className={styles.note}>
            <p>
              {more.isThere || left > 0
                ? `${counted(shown, 'asset')} of many: the nearest ones${left > 0 ? `, and ${count(left)} found beyond them` : ''}. `
                : 'Some relations among these are left out: there are too many. '}
              {!more.canFetch && (more.isThere || left > 0) && 'Fewer steps or a filter show the rest.'}
            </p>
            {more.canFetch && (
              <Button size="small" onClick={acts.onAll}>
                Show all
              </Button>
            )}
          </div>
        )
      )}
    </div>
  )
}

type PathNoteProps = Pick<NotesProps, 'path' | 'titleFor'> & {
  readonly ends: readonly [string, string]
  readonly onEnd: () => void
}

function PathNote({ path, ends: [from, to], titleFor, onEnd }: PathNoteProps) {
  return (
    <div className={styles.note}>
      <p>
        {path.error ? messageOf(path.error) : path.data ? wordsOf(path.data, from, to, titleFor) : 'Finding the way'}
      </p>
      <IconButton label="Show no path" size="small" onClick={onEnd}>
        <X />
      </IconButton>
    </div>
  )
}

function wordsOf(
  { found, assets, relations, truncated }: NonNullable<NotesProps['path']['data']>,
  from: string,
  to: string,
  titleFor: (id: string) => string,
): string {
  if (found) {
    const names = new Map(assets.map((asset) => [asset.asset_id, titleOf(asset)]))
    const steps = relations.map((one) => ({ from: names.get(one.from)!, to: names.get(one.to)!, kind: one.kind }))
    return `${pathInWords(steps)}.`
  }
  const ends = `${titleFor(from) || 'the one'} and ${titleFor(to) || 'the other'}`
  return truncated.length > 0
    ? `No way between ${ends} was found among the many relations that were looked at.`
    : `Nothing leads from one to the other: ${ends} don’t hang together.`
}
