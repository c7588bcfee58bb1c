import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './button.tsx'
import styles from './copy-field.module.css'
import { toastError } from './toast.tsx'

interface CopyFieldProps {
  readonly label: string
  readonly text: string
  /** Whether the label is for screen readers alone. */
  readonly bare?: boolean
}

/** Text that is there to be copied: an address, a secret, a few lines of code. */
export function CopyField({ label, text, bare }: CopyFieldProps) {
  return (
    <div className={styles.field}>
      {!bare && <span className={styles.label}>{label}</span>}
      <div className={styles.frame}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
        <pre className={styles.text} tabIndex={0}>
          <code>{text}</code>
        </pre>
        <CopyButton label={label} text={text} />
      </div>
    </div>
  )
}

export function CopyButton({ label, text }: Omit<CopyFieldProps, 'bare'>) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    try {
      await copyText(text)
      setCopied(true)
      window.setTimeout(() => setCopied(false), 2000)
    } catch (error) {
      toastError('It could not be copied', error)
    }
  }
  return (
    <IconButton label={isCopied ? 'Copied' : `Copy ${label}`} size="small" onClick={copy}>
      {isCopied ? <Check /> : <Copy />}
    </IconButton>
  )
}

/** The clipboard of a page that isn't on https, or on this machine, is reached by the old way alone. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  document.body.append(area)
  area.select()
  const isDone = document.execCommand('copy')
  area.remove()
  if (!isDone) throw new Error('The browser lets no page copy here: select the text and copy it by hand.')
}
