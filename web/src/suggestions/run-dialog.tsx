import { useEffect, useRef, useState } from 'react'
import { useUndo } from '../api/history.ts'
import { type RelationRule, useRunRule } from '../api/rules.ts'
import { pairOf, type Suggestion } from '../api/suggestions.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { counted } from '../ui/format.ts'
import { KindName } from '../ui/kind-name.tsx'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { ruleWords } from './rule-words.ts'
import styles from './rules.module.css'

const MOST_SHOWN = 100

/** Shows what a rule would relate of what is there already, and then does it. */
export function RunDialog({ rule, onClose }: { rule: RelationRule; onClose: () => void }) {
  const run = useRef(useRunRule()).current
  const undo = useUndo()
  const [found, setFound] = useState<readonly Suggestion[]>([])
  const [state, setState] = useState<'looking' | 'found' | 'running'>('looking')
  const [done, setDone] = useState(0)
  const ending = useRef<AbortController>(null)

  useEffect(() => {
    const looking = new AbortController()
    ending.current = looking
    const { signal } = looking
    run(rule.name, {
      ...{ dryRun: true, signal },
      onPiece: ({ suggestions }) => setFound((now) => [...now, ...suggestions]),
    })
      .then(() => !signal.aborted && setState('found'))
      .catch((error) => {
        if (signal.aborted) return
        toastError(`The rule ${rule.name} could not be tried`, error)
        setState('found')
      })
    return () => {
      looking.abort()
      setFound([])
    }
  }, [rule, run])

  const relate = async () => {
    setState('running')
    ending.current = new AbortController()
    let related = 0
    let call: string | undefined
    try {
      await run(rule.name, {
        ...{ dryRun: false, signal: ending.current.signal },
        onPiece: (piece) => {
          related += piece.suggestions.length
          call ??= piece.call
          setDone(related)
        },
      })
    } catch (error) {
      if (!ending.current.signal.aborted) toastError(`The rule ${rule.name} could not go on`, error)
    }
    const calls = call === undefined ? [] : [call]
    toast(`${counted(related, 'pair')} related by ${rule.name}`, {
      ...(related > 0 && { action: { label: 'Undo', run: () => undo(calls) } }),
    })
    onClose()
  }
  const stop = () => {
    ending.current?.abort()
    onClose()
  }
  return (
    <Dialog
      open
      onClose={stop}
      size="wide"
      title={`Run ${rule.name}`}
      about={ruleWords(rule)}
      actions={
        <>
          <Button onClick={stop}>{state === 'running' ? 'Stop' : 'Cancel'}</Button>
          <Button
            look="primary"
            disabled={state === 'looking' || found.length === 0}
            busy={state === 'running'}
            onClick={relate}
          >
            {state === 'running' ? `${done} of ${found.length}` : `Relate ${counted(found.length, 'pair')}`}
          </Button>
        </>
      }
    >
      <p role="status" className={styles.more}>
        {state === 'looking'
          ? `Looking at what is there… ${found.length > 0 ? `${counted(found.length, 'pair')} so far` : ''}`
          : found.length === 0
            ? 'It would relate nothing of what is there.'
            : `It would relate ${counted(found.length, 'pair')}:`}
      </p>
      <ul className={styles.found}>
        {found.slice(0, MOST_SHOWN).map((one) => (
          <li key={pairOf(one)} className={styles.pair}>
            <End asset={one.from} />
            <span className={styles.kind}>
              <KindName name={one.kind} />
            </span>
            <End asset={one.to} />
          </li>
        ))}
      </ul>
      {found.length > MOST_SHOWN && <p className={styles.more}>and {counted(found.length - MOST_SHOWN, 'other')}</p>}
    </Dialog>
  )
}

const End = ({ asset }: { asset: Suggestion['from'] }) => (
  <span className={styles.end}>
    <span className={styles.picture}>
      <Thumb asset={asset} size={64} cover />
    </span>
    <span className={styles.name}>{titleOf(asset)}</span>
  </span>
)
