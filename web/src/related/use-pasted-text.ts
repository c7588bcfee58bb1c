import { useEffect, useRef } from 'react'

/** Names and addresses that are pasted anywhere but into a field are to be related. */
export function usePastedText(isWanted: boolean, onText: (text: string) => void): void {
  const latest = useRef(onText)
  latest.current = onText
  useEffect(() => {
    if (!isWanted) return
    const onPaste = (event: ClipboardEvent) => {
      const isInField = (event.target as HTMLElement).closest?.('input, textarea, select, [contenteditable]')
      const text = event.clipboardData?.getData('text/plain').trim()
      if (isInField || !text || event.clipboardData?.files.length) return
      // What a single address elsewhere has may be uploaded.
      if (/^https?:\/\/\S+$/.test(text) && !text.startsWith(window.location.origin)) return
      event.preventDefault()
      event.stopPropagation()
      latest.current(text)
    }
    document.addEventListener('paste', onPaste)
    return () => document.removeEventListener('paste', onPaste)
  }, [isWanted])
}
