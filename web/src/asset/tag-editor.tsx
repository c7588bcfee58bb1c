import { X } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { Link } from 'wouter'
import { useTags } from '../api/tags.ts'
import styles from './tag-editor.module.css'

interface TagEditorProps {
  readonly asset: { readonly tags: readonly string[] }
  readonly mayEdit: boolean
  readonly onSave: (tags: readonly string[]) => unknown
}

/** Tags that are taken away and added where they stand; those that other assets have are suggested. */
export function TagEditor({ asset: { tags }, mayEdit, onSave }: TagEditorProps) {
  const [text, setText] = useState('')
  const { data: known = [] } = useTags(text.trim(), 20)
  const list = useId()
  const add = (event: FormEvent) => {
    event.preventDefault()
    const added = text
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean)
    setText('')
    if (added.some((tag) => !tags.includes(tag))) onSave([...new Set([...tags, ...added])])
  }
  if (!mayEdit && tags.length === 0) return <p className={styles.none}>It has none.</p>
  return (
    <div className={styles.tags}>
      <ul className={styles.list}>
        {tags.map((tag) => (
          <li key={tag} className={styles.tag}>
            <Link href={`/library?tag=${encodeURIComponent(tag)}`}>{tag}</Link>
            {mayEdit && (
              <button
                type="button"
                aria-label={`Take away ${tag}`}
                onClick={() => onSave(tags.filter((one) => one !== tag))}
              >
                <X />
              </button>
            )}
          </li>
        ))}
        {mayEdit && (
          <li className={styles.new}>
            <form onSubmit={add}>
              <input
                aria-label="Add a tag"
                placeholder="Add a tag"
                list={list}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
              <datalist id={list}>
                {known
                  .filter((tag) => !tags.includes(tag))
                  .map((tag) => (
                    <option key={tag} value={tag} />
                  ))}
              </datalist>
            </form>
          </li>
        )}
      </ul>
    </div>
  )
}
