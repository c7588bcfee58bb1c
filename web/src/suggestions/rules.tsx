import { Plus, Wand2 } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '../api/environment.ts'
import { useUndo } from '../api/history.ts'
import { type RelationRule, useDeleteRule, usePutRule, useRules } from '../api/rules.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/field.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { RuleDialog } from './rule-dialog.tsx'
import { ruleWords } from './rule-words.ts'
import styles from './rules.module.css'
import { RunDialog } from './run-dialog.tsx'

type Opened =
  | { readonly what: 'write'; readonly rule?: RelationRule }
  | { readonly what: 'run'; readonly rule: RelationRule }

/** What a team wants to be related without being asked. */
export function Rules() {
  const { edit: mayEdit } = useMay()
  const { data: rules, error, refetch } = useRules()
  const [opened, open] = useState<Opened>()
  const close = () => open(undefined)
  if (error) return <Failed what="The rules" error={error} onRetry={refetch} />
  if (!rules) return <Loading what="the rules" />
  const add = mayEdit && (
    <Button look={rules.length === 0 ? 'primary' : 'plain'} icon={<Plus />} onClick={() => open({ what: 'write' })}>
      New rule
    </Button>
  )
  return (
    <div className={styles.rules}>
      {rules.length === 0 ? (
        <Empty icon={<Wand2 />} title="There are no rules" actions={add}>
          A rule relates what is uploaded to what it belongs to: subtitles to the film of the same name, say. Each can
          be tried before it relates anything, and undone.
        </Empty>
      ) : (
        <>
          <ul className={styles.list}>
            {rules.map((rule) => (
              <Rule key={rule.name} {...{ rule, mayEdit }} onOpen={open} />
            ))}
          </ul>
          {add}
        </>
      )}
      {opened?.what === 'write' && <RuleDialog rule={opened.rule} onClose={close} />}
      {opened?.what === 'run' && <RunDialog rule={opened.rule} onClose={close} />}
    </div>
  )
}

interface RuleProps {
  readonly rule: RelationRule
  readonly mayEdit: boolean
  readonly onOpen: (opened: Opened) => void
}

function Rule({ rule, mayEdit, onOpen }: RuleProps) {
  const put = usePutRule()
  const remove = useDeleteRule()
  const undo = useUndo()
  const { name, enabled } = rule
  /** Whether it is to be on, until the server has said so. */
  const [wanted, setWanted] = useState<boolean>()
  const turn = async () => {
    setWanted(!enabled)
    try {
      await put.mutateAsync({ name, rule: { ...rule, enabled: !enabled } })
    } catch (error) {
      toastError(`The rule ${name} could not be changed`, error)
    }
    setWanted(undefined)
  }
  const drop = async () => {
    try {
      const { call } = await remove.mutateAsync(name)
      toast(`The rule ${name} is deleted; what it related stays`, {
        action: { label: 'Undo', run: () => undo([call]) },
      })
    } catch (error) {
      toastError(`The rule ${name} could not be deleted`, error)
    }
  }
  return (
    <li className={styles.rule} data-off={!enabled || undefined}>
      <div className={styles.words}>
        <h2>{name}</h2>
        <p>{ruleWords(rule)}</p>
      </div>
      <div className={styles.acts}>
        {mayEdit ? (
          <>
            <Checkbox
              label={<span aria-hidden>On</span>}
              aria-label={`${name} is on`}
              checked={wanted ?? enabled}
              onChange={turn}
            />
            <Button size="small" onClick={() => onOpen({ what: 'run', rule })}>
              Run on what is there…
            </Button>
            <Button size="small" look="quiet" onClick={() => onOpen({ what: 'write', rule })}>
              Edit
            </Button>
            <Button size="small" look="quiet" busy={remove.isPending} onClick={drop} aria-label={`Delete ${name}`}>
              Delete
            </Button>
          </>
        ) : (
          <span>{enabled ? 'On' : 'Off'}</span>
        )}
      </div>
    </li>
  )
}
