import { CircleHelp, Search, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useEffect, useId, useRef, useState } from 'react'
import type { AssetLayout } from '../api/assets.ts'
import { messageOf } from '../api/client.ts'
import { IconButton } from '../ui/button.tsx'
import type { ChangeFilter } from './filter.ts'
import styles from './search-field.module.css'
import { SearchHelp } from './search-help.tsx'

interface SearchFieldProps {
  readonly q: string
  readonly onChange: ChangeFilter
  /** How the server took what is shown. */
  readonly understood: AssetLayout['understood'] | undefined
  readonly error: unknown
}

/** Typing rests so long before it is looked for. */
const REST_MS = 250

/** Words or an expression. Looks as one types; what was wrong, or how it was taken, is said below. */
export function SearchField({ q, onChange, understood, error }: SearchFieldProps) {
  const [text, setText] = useState(q)
  const field = useRef<HTMLInputElement>(null)
  // Of what is typed in one go, going back in the browser takes one back to before all of it.
  const isTyping = useRef(false)
  const sent = useRef(q)
  const told = useId()

  useEffect(() => {
    if (q === sent.current) return
    sent.current = q
    setText(q)
  }, [q])
  const look = (words: string) => {
    const wanted = words.trim()
    if (wanted === sent.current) return
    sent.current = wanted
    onChange({ q: wanted || undefined }, { replace: isTyping.current })
    isTyping.current = true
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the wait anew
  useEffect(() => {
    const timer = window.setTimeout(() => look(text), REST_MS)
    return () => window.clearTimeout(timer)
  }, [text])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isText =
        event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isText) return
      event.preventDefault()
      field.current?.focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  const say = (words: string) => {
    setText(words)
    look(words)
    field.current?.focus()
  }
  const note = noteOf(q, understood, error)
  return (
    <div className={styles.search}>
      {/* biome-ignore lint/a11y/useSemanticElements: the element is newer than some of the browsers that are in use */}
      <form
        role="search"
        className={styles.box}
        onSubmit={(event) => {
          event.preventDefault()
          look(text)
        }}
      >
        <Search aria-hidden className={styles.glass} />
        <input
          ref={field}
          type="search"
          aria-label="Search"
          aria-describedby={note ? told : undefined}
          aria-invalid={error ? true : undefined}
          placeholder="Search by words or an expression"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          value={text}
          onChange={({ target }) => setText(target.value)}
          onBlur={() => {
            isTyping.current = false
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || text === '') return
            event.preventDefault()
            say('')
          }}
        />
        {text !== '' && (
          <IconButton label="Clear the search" size="small" onClick={() => say('')}>
            <X />
          </IconButton>
        )}
        <Popover.Root>
          <Popover.Trigger asChild>
            <IconButton label="How to search" size="small">
              <CircleHelp />
            </IconButton>
          </Popover.Trigger>
          <Popover.Portal>
            <Popover.Content className={styles.help} align="end" sideOffset={10} collisionPadding={8}>
              <SearchHelp onTry={say} />
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
      </form>
      <p id={told} className={error ? styles.error : styles.note} role="status">
        {note}
      </p>
    </div>
  )
}

function noteOf(q: string, understood: AssetLayout['understood'] | undefined, error: unknown): string {
  if (q === '') return ''
  if (error) return messageOf(error)
  if (!understood) return ''
  if (understood.as === 'expression') return 'Read as an expression'
  return understood.error ? `Looked for as words. As an expression: ${lower(understood.error)}` : 'Looked for as words'
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
