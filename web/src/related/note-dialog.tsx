import { type FormEvent, useId, useState } from 'react'
import type { RelatedItem } from '../api/related-list.ts'
import type { Said } from '../api/relations.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Checkbox, Field, TextArea } from '../ui/field.tsx'
import { playTime } from '../ui/format.ts'
import { titleOf } from '../ui/thumb.tsx'
import styles from './note-dialog.module.css'
import { isOutdated } from './related-tile.tsx'

interface NoteDialogProps {
  readonly item: RelatedItem
  readonly onClose: () => void
  readonly onSave: (said: Said) => void
}

/** What is said of a relation: a note, the part of a recording that is meant, and the versions. */
export function NoteDialog({ item, onClose, onSave }: NoteDialogProps) {
  const [note, setNote] = useState(item.note ?? '')
  const [start, setStart] = useState(timeText(item.start))
  const [end, setEnd] = useState(timeText(item.end))
  const [renew, setRenew] = useState(false)
  const form = useId()
  const [from, to] = [secondsOf(start), secondsOf(end)]
  const problem =
    Number.isNaN(from) || Number.isNaN(to)
      ? 'Write times as 1:05 or 65'
      : to !== null && from === null
        ? 'Say where the part begins'
        : to !== null && from !== null && to < from
          ? 'It ends before it begins'
          : undefined
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (!problem) onSave({ note: note.trim() || null, start: from, end: to, ...(renew && { renew }) })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Note and part"
      about={`What is said of the relation to ${titleOf(item.asset)}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} disabled={problem !== undefined}>
            Save
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={save} className={styles.form}>
        <TextArea label="Note" value={note} maxLength={1000} onChange={(event) => setNote(event.target.value)} />
        <div className={styles.part}>
          <Field
            label="Part from"
            placeholder="0:00"
            value={start}
            onChange={(event) => setStart(event.target.value)}
            error={problem}
          />
          <Field label="to" placeholder="end" value={end} onChange={(event) => setEnd(event.target.value)} />
        </div>
        {isOutdated(item) && (
          <Checkbox
            label="It means the files as they are now, not the earlier version"
            checked={renew}
            onChange={(event) => setRenew(event.target.checked)}
          />
        )}
      </form>
    </Dialog>
  )
}

const timeText = (seconds: number | undefined): string =>
  seconds === undefined ? '' : Number.isInteger(seconds) ? playTime(seconds) : String(seconds)

/** Seconds of `1:05`, `1:02:45` or `65.5`; null of nothing, NaN of anything else. */
function secondsOf(text: string): number | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (!/^(\d+:){0,2}\d+([.,]\d+)?$/.test(trimmed)) return Number.NaN
  return trimmed
    .replace(',', '.')
    .split(':')
    .reduce((seconds, part) => seconds * 60 + Number(part), 0)
}
