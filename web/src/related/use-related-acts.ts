import { useMemo } from 'react'
import { useUndo } from '../api/history.ts'
import type { RelatedItem, Spot } from '../api/related-list.ts'
import {
  type Done,
  type Said,
  useChangeKind,
  useEditRelation,
  useMove,
  useRelate,
  useUnrelate,
  type WantedRelations,
} from '../api/relations.ts'
import { counted, kindTitle } from '../ui/format.ts'
import { type Pictured, titleOf } from '../ui/thumb.tsx'
import { toast, toastError } from '../ui/toast.tsx'

/** Of what failed, so many are told by name; the rest by their number. */
const MOST_NAMED = 6

type Named = Pick<Pictured, 'asset_id' | 'display_name' | 'public_id'>

/** What the server refused of a batch, asset by asset. */
export function refusedWords({ refused }: Done, assets: readonly Named[]): string[] {
  const names = new Map(assets.map((asset) => [asset.asset_id, titleOf(asset)]))
  const lines = refused.map(({ to, message }) => `${names.get(to) ?? to}: ${message}`)
  if (lines.length <= MOST_NAMED + 1) return lines
  return [...lines.slice(0, MOST_NAMED), `and ${counted(lines.length - MOST_NAMED, 'other')}`]
}

/** What can be done with what an asset is related to; each says what became of it, and how to take it back. */
export function useRelatedActs(asset: string) {
  const undo = useUndo()
  const relate = useRelate().mutateAsync
  const unrelate = useUnrelate().mutateAsync
  const change = useChangeKind().mutateAsync
  const move = useMove().mutateAsync
  const edit = useEditRelation().mutateAsync
  return useMemo(() => {
    const tell = async (
      doing: Promise<Done>,
      assets: readonly Named[],
      words: (n: number) => string,
      failed: string,
    ) => {
      try {
        const done = await doing
        if (done.changed > 0) toast(words(done.changed), { action: { label: 'Undo', run: () => undo(done.calls) } })
        if (done.refused.length > 0) toastError(failed, new Error(refusedWords(done, assets).join('\n')))
        return done
      } catch (error) {
        toastError(failed, error)
        return undefined
      }
    }
    const others = (items: readonly RelatedItem[]) => items.map((item) => item.asset)
    return {
      relate: (wanted: WantedRelations) =>
        tell(relate(wanted), wanted.to, (n) => `${counted(n, 'asset')} related`, 'Not all of it could be related'),
      unrelate: (items: readonly RelatedItem[]) =>
        tell(
          unrelate({ asset, items }),
          others(items),
          (n) =>
            n === 1 ? `${titleOf(items[0]!.asset)} is not related any more` : `${counted(n, 'relation')} removed`,
          'Not all of it could be removed',
        ),
      changeKind: (items: readonly RelatedItem[], into: string) =>
        tell(
          change({ asset, items, into }),
          others(items),
          (n) => `${counted(n, 'relation')} changed to ${kindTitle(into)}`,
          'The kind could not be changed',
        ),
      move: async (kind: string, moved: readonly string[], spot: Spot) => {
        try {
          await move({ asset, kind, moved, spot })
        } catch (error) {
          toastError('It could not be moved', error)
        }
      },
      edit: (item: RelatedItem, said: Said) =>
        tell(edit({ asset, item, said }), [item.asset], () => 'Saved', 'It could not be saved'),
    }
  }, [asset, undo, relate, unrelate, change, move, edit])
}

export type RelatedActs = ReturnType<typeof useRelatedActs>
