import { styleText } from 'node:util'
import { KIND_RELATIONS, SAMPLE_ASSETS, type SampleAssetName, USE_CASES, type UseCase } from './library.ts'
import type { AnsweredAsset } from './upload.ts'

/** A use case as a tree: the asset, and below it everything that the server says is related to it. */
export function useCaseTree({ title, asset }: UseCase, answers: ReadonlyMap<SampleAssetName, AnsweredAsset>): string {
  const answer = answers.get(asset)
  if (!answer) return ''
  const related = answer.related_assets ?? []
  const branches = related.map((other, at) => {
    const branch = at === related.length - 1 ? '└─' : '├─'
    return `  ${styleText('dim', branch)} ${label(other, 31)}`
  })
  return [styleText('bold', title), `  ${label(answer, 34)}`, ...branches].join('\n')
}

const label = ({ public_id, resource_type, type, format }: AnsweredAsset, width: number): string =>
  `${public_id.padEnd(width)} ${styleText('dim', `${resource_type}/${type}${format ? `, ${format}` : ''}`)}`

/** The assets that no use case begins with, in a line each: what the server lists from their side. */
export function otherSides(answers: ReadonlyMap<SampleAssetName, AnsweredAsset>): string {
  const shown = new Set<string>(USE_CASES.map(({ asset }) => asset))
  const lines = [...answers]
    .filter(([name]) => !shown.has(name))
    .map(([, { public_id, related_assets = [] }]) => {
      const related = related_assets.map((other) => other.public_id).join(', ')
      return `  ${public_id.padEnd(30)} ${styleText('dim', '──')} ${related}`
    })
  return [styleText('bold', 'The same relations from their other side'), ...lines].join('\n')
}

/** What Relata's own API says further: how one belongs to another. */
export function kindLines(): string {
  const lines = KIND_RELATIONS.map(({ from, kind, to }) => {
    const how = styleText('dim', kind.replaceAll('_', ' ').padEnd(12))
    return `  ${SAMPLE_ASSETS[from].public_id.padEnd(30)} ${how} ${SAMPLE_ASSETS[to].public_id}`
  })
  return [styleText('bold', 'How some of them belong together, by a kind'), ...lines].join('\n')
}

/** Both sides of a relation are counted where they are listed, so that half of all is their number. */
export function summary(answers: ReadonlyMap<SampleAssetName, AnsweredAsset>): string {
  let sides = 0
  for (const { related_assets = [] } of answers.values()) sides += related_assets.length
  return `${answers.size} assets and ${sides / 2 + KIND_RELATIONS.length} relations, each listed from both of its sides.`
}
