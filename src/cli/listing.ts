import type { ListOptions } from './options.ts'
import { count, note } from './output.ts'

/** As many as were asked for, page by page; `more` is whether there are further ones. */
export async function listed<Item>(
  { limit, all }: ListOptions,
  pageLimit: number,
  fetchPage: (
    limit: number,
    cursor: string | undefined,
  ) => Promise<{ items: readonly Item[]; next?: string | undefined }>,
  each: (item: Item) => void = () => {},
): Promise<{ items: Item[]; more: boolean }> {
  const wanted = all ? Number.POSITIVE_INFINITY : limit
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const page = await fetchPage(Math.min(pageLimit, wanted - items.length), cursor)
    for (const item of page.items) {
      items.push(item)
      each(item)
    }
    cursor = page.next
  } while (cursor !== undefined && items.length < wanted)
  return { items, more: cursor !== undefined }
}

/** Says that a list goes on, and never cuts it silently. */
export function noteMore(shown: number, total: number | undefined, noun: string): void {
  note(
    total === undefined
      ? `the first ${count(shown, noun)}: --limit or --all for more`
      : `${shown.toLocaleString('en')} of ${count(total, noun)}: --limit or --all for more`,
  )
}
