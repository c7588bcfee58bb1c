import { useEffect, useRef, useState } from 'react'
import styles from './inline-text.module.css'

interface InlineTextProps {
  readonly label: string
  readonly value: string
  readonly onSave: (value: string) => unknown
  readonly placeholder?: string
  readonly type?: 'text' | 'number' | 'date'
  readonly disabled?: boolean
}

/** Text that is changed where it stands: saved when it is left or by Enter, left as it was by Escape. */
export function InlineText({ label, value, onSave, placeholder, type = 'text', disabled }: InlineTextProps) {
  const [text, setText] = useState(value)
  const isLeft = useRef(false)
  useEffect(() => setText(value), [value])
  return (
    <input
      className={styles.inline}
      aria-label={label}
      {...{ type, placeholder, disabled }}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => {
        if (!isLeft.current && text.trim() !== value) onSave(text.trim())
        isLeft.current = false
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') {
          event.stopPropagation()
          setText(value)
          isLeft.current = true
          event.currentTarget.blur()
        }
      }}
    />
  )
}
