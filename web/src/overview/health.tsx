import { CircleAlert, CircleCheck, Info } from 'lucide-react'
import { type Finding, useCheckup, useRunCheckup } from '../api/checkup.ts'
import { useMay } from '../api/environment.ts'
import { Button } from '../ui/button.tsx'
import { CopyField } from '../ui/copy-field.tsx'
import { ago } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { toastError } from '../ui/toast.tsx'
import styles from './health.module.css'

/** Whether the library is as it must be: what those see who work in it, and an admin looks over anew. */
export function Health() {
  return useMay().edit ? <HealthOfLibrary /> : null
}

function HealthOfLibrary() {
  const { administer } = useMay()
  const { data } = useCheckup()
  const { run, part } = useRunCheckup()
  if (!data) return null
  const { running, last } = data
  const isRunning = run.isPending || running
  const start = () => run.mutate(undefined, { onError: (error) => toastError('It was not looked over', error) })
  return (
    <Section
      title="Health"
      about={last ? `Looked over ${ago(last.ended_at)}` : 'Not looked over since the server started.'}
      actions={
        administer && (
          <Button busy={isRunning} onClick={start}>
            Look it over
          </Button>
        )
      }
    >
      {isRunning && (
        <div>
          <div className={styles.bar} role="progressbar" aria-label="Looking the library over" />
          <p className={styles.part}>{part ? `Looking at ${part}` : 'Looking it over'}</p>
        </div>
      )}
      <div role="status" className={styles.status}>
        {!isRunning && last && <Verdict {...last} />}
      </div>
      {!isRunning && last && last.findings.length > 0 && <Findings findings={last.findings} />}
    </Section>
  )
}

function Verdict({ findings, complete }: { findings: readonly Finding[]; complete: boolean }) {
  if (!complete) return <p>It could not be looked over to the end: try again.</p>
  if (findings.some(({ damage }) => damage)) return <p>Some of it is not as it must be.</p>
  return (
    <p className={styles.good}>
      <CircleCheck aria-hidden />
      Everything is as it must be.
    </p>
  )
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  const isMendable = findings.some(({ remedy }) => remedy !== undefined)
  return (
    <>
      <ul className={styles.findings}>
        {findings.map((finding) => (
          <li key={finding.text} className={finding.damage ? styles.damage : undefined}>
            {finding.damage ? <CircleAlert aria-hidden /> : <Info aria-hidden />}
            <div>
              <p>{finding.text}</p>
              <p className={styles.examples}>
                {finding.examples.join(', ')}
                {finding.count > finding.examples.length && ', …'}
              </p>
              <p className={styles.remedy}>{remedyOf(finding)}</p>
            </div>
          </li>
        ))}
      </ul>
      {isMendable && <CopyField label="With the server stopped, on its machine" text="relata doctor --fix" />}
    </>
  )
}

const remedyOf = ({ remedy, damage }: Finding): string | undefined => {
  if (remedy !== undefined) return `relata doctor --fix ${remedy}.`
  return damage ? 'Nothing mends this but those files, from a backup of the data folder.' : undefined
}
