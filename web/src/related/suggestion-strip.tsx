import { Check, X } from 'lucide-react'
import { Link } from 'wouter'
import { useMay } from '../api/environment.ts'
import { useUndo } from '../api/history.ts'
import { useKinds } from '../api/kinds.ts'
import type { Relatable } from '../api/relations.ts'
import { pairOf, type Suggestion, suggestedTo, useDismiss, useSuggestions } from '../api/suggestions.ts'
import { IconButton } from '../ui/button.tsx'
import { kindTitle } from '../ui/format.ts'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import styles from './suggestion-strip.module.css'
import { kindFrom, reasonWords } from './suggestion-words.ts'
import type { RelatedActs } from './use-related-acts.ts'

const MOST = 6

/** What may belong to the asset as well, below what does: quiet, and gone once it is answered. */
export function SuggestionStrip({ asset, acts }: { asset: Relatable; acts: RelatedActs }) {
  const { edit } = useMay()
  const { data } = useSuggestions(asset.asset_id)
  const { data: kinds = [] } = useKinds()
  const dismiss = useDismiss()
  const undo = useUndo()
  const found = data?.pages.flatMap(({ suggestions }) => suggestions) ?? []
  if (found.length === 0) return null

  const refuse = async (suggestion: Suggestion) => {
    try {
      const { call } = await dismiss.mutateAsync([suggestion])
      toast('It is not suggested again', { action: { label: 'Undo', run: () => undo([call]) } })
    } catch (error) {
      toastError('It could not be dismissed', error)
    }
  }
  return (
    <section className={styles.strip} aria-labelledby="may-belong">
      <h2 id="may-belong">May belong together</h2>
      <ul>
        {found.slice(0, MOST).map((suggestion) => {
          const other = suggestedTo(asset.asset_id, suggestion)
          const kind = kindFrom(asset.asset_id, suggestion, kinds)
          const name = titleOf(other)
          return (
            <li key={pairOf(suggestion)} className={styles.item}>
              <Link href={`/assets/${other.asset_id}`} className={styles.link}>
                <span className={styles.picture}>
                  <Thumb asset={other} size={64} cover />
                </span>
                <span className={styles.words}>
                  <span className={styles.name}>{name}</span>
                  <span className={styles.why}>{reasonWords(suggestion)}</span>
                </span>
              </Link>
              {edit && (
                <>
                  <IconButton
                    label={`Relate ${name} as ${kindTitle(kind)}`}
                    onClick={() => void acts.relate({ from: [asset], to: [other], kind })}
                  >
                    <Check />
                  </IconButton>
                  <IconButton label={`Dismiss ${name}`} onClick={() => void refuse(suggestion)}>
                    <X />
                  </IconButton>
                </>
              )}
            </li>
          )
        })}
      </ul>
      {found.length > MOST && (
        <Link href="/suggestions" className={styles.all}>
          All suggestions
        </Link>
      )}
    </section>
  )
}
