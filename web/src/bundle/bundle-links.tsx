import { useBundleLinks, useRevokeLink } from '../api/bundles.ts'
import { messageOf } from '../api/client.ts'
import { actorWords } from '../history/change-words.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-field.tsx'
import { counted, dateTime } from '../ui/format.ts'
import { toastError } from '../ui/toast.tsx'
import styles from './bundle-links.module.css'

/** The links to bundles of this environment that anybody can open now, to be taken back. */
export function BundleLinks({ onRevoked }: { onRevoked: (id: string) => void }) {
  const { data: links = [], error } = useBundleLinks()
  const revoke = useRevokeLink()
  if (error) return <p role="alert">The links that work could not be loaded: {messageOf(error)}</p>
  if (links.length === 0) return null
  return (
    <section aria-label="Links that work">
      <h3 className={styles.title}>Links that work</h3>
      <ul className={styles.links}>
        {links.map((link) => {
          const name = link.assets[0]?.public_id ?? 'Deleted assets'
          const others = link.asset_count - 1
          return (
            <li key={link.id}>
              <span className={styles.name} title={name}>
                {name}
                {others > 0 && ` and ${counted(others, 'other')}`}
              </span>
              <span className={styles.about}>
                until {dateTime(link.expires_at)}, made by {actorWords(link.made_by)}
              </span>
              <span className={styles.acts}>
                <CopyButton label={`the link to ${name}`} text={link.url} />
                <Button
                  size="small"
                  aria-label={`Revoke the link to ${name}`}
                  onClick={() =>
                    revoke.mutate(link.id, {
                      onSuccess: () => onRevoked(link.id),
                      onError: (error) => toastError('The link still works', error),
                    })
                  }
                >
                  Revoke
                </Button>
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
