import styles from './search-field.module.css'

const EXAMPLES = [
  ['dusk jpg', 'All of these words, or what begins so'],
  ['tags:summer AND bytes>1mb', 'A tag, and larger than a megabyte'],
  ['format:(png OR webp)', 'One of several'],
  ['relations=0', 'Related to nothing yet'],
  ['related_to:"image/upload/dog"', 'Related to this one'],
  ['relation.kind:poster_of', 'By the kind of a relation'],
  ['aspect_ratio>1 AND width>=1600', 'Landscape, and wide'],
  ['uploaded_at>1w -tags:draft', 'Of the last week, and no draft'],
] as const

/** What can be looked for, by examples that can be tried. */
export function SearchHelp({ onTry }: { onTry: (expression: string) => void }) {
  return (
    <>
      <h2>How to search</h2>
      <p>Words find names, public IDs, folders, tags, context and metadata. Fields find exactly what they say.</p>
      <ul className={styles.examples}>
        {EXAMPLES.map(([expression, meaning]) => (
          <li key={expression}>
            <button type="button" onClick={() => onTry(expression)}>
              <code>{expression}</code>
              <span>{meaning}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
