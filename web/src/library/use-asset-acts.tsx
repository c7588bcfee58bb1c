import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ChangedAssets, RelationResults } from '../../../src/http/api/contract.ts'
import { type AssetCard, changeCards, useRenewAssets } from '../api/assets.ts'
import { EnvironmentContext, useApi, useEnvironment } from '../api/environment.ts'
import { useUndo } from '../api/history.ts'
import { useRelate } from '../api/relations.ts'
import { refusedWords } from '../related/use-related-acts.ts'
import { count, counted } from '../ui/format.ts'
import { titleOf } from '../ui/thumb.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { KindOfDrop } from './kind-of-drop.tsx'

/** As many as one call relates to one another. */
export const MOST_EACH_OTHER = 45

export interface TagEdits {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** What is done with assets of the library. It shows at once; what the server refuses is put back, and told. */
export function useAssetActs() {
  const api = useApi()
  const environment = useEnvironment()
  const queries = useQueryClient()
  const undo = useUndo()
  const renew = useRenewAssets()
  const relate = useRelate().mutateAsync
  return useMemo(() => {
    const show = (ids: readonly string[], change: (card: AssetCard) => AssetCard) =>
      changeCards(queries, api.environment, ids, change)

    async function edit(
      ids: readonly string[],
      edits: object,
      change: (card: AssetCard) => AssetCard,
      words: (n: number) => string,
    ): Promise<void> {
      const putBack = show(ids, change)
      try {
        const { answer, call } = await api.change<ChangedAssets>('PATCH', '/assets', { assets: ids, ...edits })
        const failed = answer.results.find(({ message }) => message !== undefined)
        toast(words(answer.counts.changed), {
          more: failed && `${count(answer.counts.failed)} could not be changed: ${failed.message}`,
          action: { label: 'Undo', run: () => undo([call]) },
        })
      } catch (error) {
        putBack()
        toastError('Nothing was changed', error)
      } finally {
        renew()
      }
    }

    return {
      tag: (ids: readonly string[], { add, remove }: TagEdits) =>
        edit(
          ids,
          { ...(add.length > 0 && { add_tags: add }), ...(remove.length > 0 && { remove_tags: remove }) },
          (card) => ({
            ...card,
            tags: [...new Set([...card.tags.filter((tag) => !remove.includes(tag)), ...add])],
          }),
          (n) => `Changed the tags of ${counted(n, 'asset')}`,
        ),
      moveTo: (ids: readonly string[], folder: string) =>
        edit(
          ids,
          { folder },
          (card) => ({ ...card, folder }),
          (n) => `Moved ${counted(n, 'asset')} to ${folder || 'the root'}`,
        ),
      async relateEachOther(cards: readonly AssetCard[]): Promise<void> {
        const ids = cards.map(({ asset_id: id }) => id)
        const putBack = show(ids, (card) => ({ ...card, relations: card.relations + ids.length - 1 }))
        try {
          const { answer, call } = await api.change<RelationResults>('POST', '/relations/each-other', { assets: ids })
          const names = new Map(cards.map((card) => [card.asset_id, titleOf(card)]))
          const { changed, failed } = answer.counts
          if (changed > 0) {
            toast(`Related ${counted(cards.length, 'asset')} to one another`, {
              action: { label: 'Undo', run: () => undo([call]) },
            })
          } else if (failed === 0) toast('They are all related to one another already')
          if (failed > 0) {
            const lines = answer.results.flatMap(({ from, to, message }) =>
              message === undefined ? [] : [`${names.get(from)} and ${names.get(to)}: ${message}`],
            )
            toastError(`${counted(failed, 'pair')} could not be related`, new Error(lines.slice(0, 6).join('\n')))
          }
        } catch (error) {
          putBack()
          toastError('They could not be related', error)
        } finally {
          renew()
        }
      },
      /** What is dropped on an asset belongs to it; how, can be said in the message about it. */
      async relateTo(cards: readonly AssetCard[], target: AssetCard): Promise<void> {
        const ids = cards.map(({ asset_id: id }) => id)
        const putBacks = [
          show(ids, (card) => ({ ...card, relations: card.relations + 1 })),
          show([target.asset_id], (card) => ({ ...card, relations: card.relations + ids.length })),
        ]
        try {
          const done = await relate({ from: [target], to: cards, kind: 'related' })
          const calls = [...done.calls]
          if (done.changed > 0) {
            toast(`Related ${cards.length === 1 ? titleOf(cards[0]!) : count(done.changed)} to ${titleOf(target)}`, {
              // Messages are not within any environment.
              extra: (
                <EnvironmentContext value={environment}>
                  <KindOfDrop target={target} cards={cards} onCall={(call) => calls.push(call)} />
                </EnvironmentContext>
              ),
              action: { label: 'Undo', run: () => undo(calls) },
            })
          } else if (done.refused.length === 0) toast('They are related already')
          if (done.refused.length > 0) {
            toastError('Not all could be related', new Error(refusedWords(done, cards).join('\n')))
          }
        } catch (error) {
          for (const putBack of putBacks.toReversed()) putBack()
          toastError('They could not be related', error)
        } finally {
          renew()
        }
      },
    }
  }, [api, environment, queries, undo, renew, relate])
}
