import { Plus, Undo2, X } from 'lucide-react'
import { useState } from 'react'
import type { AssetCard } from '../api/assets.ts'
import { useTags } from '../api/tags.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { count, counted } from '../ui/format.ts'
import bar from './filter-bar.module.css'
import styles from './tag-dialog.module.css'
import { useAssetActs } from './use-asset-acts.tsx'

/** Adds tags to what is selected, and takes them away. */
export function TagDialog({ cards, onClose }: { cards: readonly AssetCard[]; onClose: () => void }) {
  const { tag } = useAssetActs()
  const [text, setText] = useState('')
  const [add, setAdd] = useState<readonly string[]>([])
  const [remove, setRemove] = useState<ReadonlySet<string>>(new Set())
  const typed = tagsIn(text)
  const wanted = [...new Set([...add, ...typed])]
  const { data: found = [] } = useTags(typed.at(-1) ?? '', 12)
  const present = countsOf(cards)
  const suggested = found.filter((one) => present.get(one) !== cards.length && !add.includes(one))

  const take = (tags: readonly string[]) => {
    setAdd((before) => [...new Set([...before, ...tags])])
    setText('')
  }
  const toggle = (one: string) =>
    setRemove((before) => {
      const after = new Set(before)
      if (!after.delete(one)) after.add(one)
      return after
    })
  const isNothing = wanted.length === 0 && remove.size === 0
  const submit = () => {
    if (isNothing) return
    void tag(
      cards.map(({ asset_id: id }) => id),
      { add: wanted, remove: [...remove].filter((one) => !wanted.includes(one)) },
    )
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Tags of ${counted(cards.length, 'asset')}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={isNothing} onClick={submit}>
            Save
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (typed.length > 0) take(typed)
          else submit()
        }}
      >
        <Field
          label="Add tags"
          hint="Several with commas between them"
          autoComplete="off"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </form>
      {add.length > 0 && (
        <ul className={bar.chips} aria-label="Tags that are added">
          {add.map((one) => (
            <li key={one}>
              <button type="button" className={bar.chip} onClick={() => setAdd(add.filter((other) => other !== one))}>
                <span className="unseen">Don’t add </span>
                {one}
                <X aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      {suggested.length > 0 && (
        <section className={styles.group}>
          <h3>In use</h3>
          <ul className={bar.chips}>
            {suggested.map((one) => (
              <li key={one}>
                <button type="button" className={styles.tag} onClick={() => take([one])}>
                  <Plus aria-hidden />
                  {one}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {present.size > 0 && (
        <section className={styles.group}>
          <h3>They have</h3>
          <ul className={bar.chips}>
            {[...present].map(([one, n]) => (
              <li key={one}>
                <button
                  type="button"
                  className={styles.tag}
                  aria-pressed={remove.has(one)}
                  title={remove.has(one) ? 'Keep it' : 'Take it away'}
                  onClick={() => toggle(one)}
                >
                  <span className="unseen">Take away </span>
                  <span className={styles.name}>{one}</span>
                  {n < cards.length && <span className={styles.count}>{count(n)}</span>}
                  {remove.has(one) ? <Undo2 aria-hidden /> : <X aria-hidden />}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  )
}

const tagsIn = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** How many have each, most first. */
function countsOf(cards: readonly AssetCard[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { tags } of cards) for (const one of tags) counts.set(one, (counts.get(one) ?? 0) + 1)
  return new Map([...counts].sort((a, b) => b[1] - a[1]))
}
