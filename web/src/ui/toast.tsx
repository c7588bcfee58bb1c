import { X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { type FocusEvent, type ReactNode, useRef } from 'react'
import { create } from 'zustand'
import { messageOf } from '../api/client.ts'
import { Button, IconButton } from './button.tsx'
import { type Focused, focusedIn, standIn } from './stand-in.ts'
import styles from './toast.module.css'
import { TOAST_DURATION_MS } from './toast-duration.ts'

interface ToastMessage {
  readonly id: number
  readonly text: string
  /** A second line: why, or what to do. */
  readonly more?: string | undefined
  /** What more can be said about it. */
  readonly extra?: ReactNode
  readonly tone: 'plain' | 'error'
  /** What can be done about it; closes the toast. */
  readonly action?: { readonly label: string; readonly run: () => unknown } | undefined
}

const useToasts = create<{ toasts: readonly ToastMessage[] }>(() => ({ toasts: [] }))
const MOST_AT_ONCE = 4
let lastId = 0

/** Tells what was done, with a way to take it back where there is one. */
export function toast(text: string, extra: Pick<ToastMessage, 'action' | 'more' | 'extra'> = {}): void {
  add({ text, tone: 'plain', ...extra })
}

/** Tells what failed, and why. */
export function toastError(text: string, error: unknown, action?: ToastMessage['action']): void {
  add({ text, tone: 'error', more: messageOf(error), action })
}

const add = (message: Omit<ToastMessage, 'id'>) =>
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, { ...message, id: ++lastId }].slice(-MOST_AT_ONCE) }))

const remove = (id: number) => useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }))

/** Told to the dialog that is open, where a toast came after it and so has the key first. */
export const ESCAPE = 'relata:escape'

function passOnEscape(event: KeyboardEvent): void {
  const isTaken = !window.dispatchEvent(new Event(ESCAPE, { cancelable: true }))
  if (isTaken) event.preventDefault()
}

export function Toasts() {
  const toasts = useToasts((state) => state.toasts)
  const goBack = useWayBack()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only follows where the focus is
    <div onFocus={goBack}>
      <Radix.Provider swipeDirection="right">
        {toasts.map(({ id, text, more, extra, tone, action }) => (
          <Radix.Root
            key={id}
            className={`${styles.toast} ${styles[tone]}`}
            type={tone === 'error' ? 'foreground' : 'background'}
            duration={TOAST_DURATION_MS[tone]}
            onOpenChange={(isOpen) => !isOpen && remove(id)}
            onEscapeKeyDown={passOnEscape}
          >
            <div className={styles.words}>
              <Radix.Title>{text}</Radix.Title>
              {more && <Radix.Description className={styles.more}>{more}</Radix.Description>}
              {extra}
            </div>
            {action && (
              <Radix.Action asChild altText={action.label}>
                <Button size="small" onClick={() => void action.run()}>
                  {action.label}
                </Button>
              </Radix.Action>
            )}
            <Radix.Close asChild>
              <IconButton label="Dismiss" size="small">
                <X />
              </IconButton>
            </Radix.Close>
          </Radix.Root>
        ))}
        <Radix.Viewport className={styles.toasts} />
      </Radix.Provider>
    </div>
  )
}

/** Radix gives the focus to the list when the message that has it goes; whoever works by keys is where they were before. */
function useWayBack() {
  const from = useRef<Focused>(undefined)
  return ({ target, currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget))
      from.current = relatedTarget instanceof HTMLElement ? focusedIn(relatedTarget) : undefined
    else if (target.matches('ol:focus-visible') && from.current) standIn(from.current)?.focus({ preventScroll: true })
  }
}
