import { describe, expect, it } from 'vitest'
import { type Config, loadConfig, SETTINGS } from '../../src/config.ts'

type Name = keyof typeof SETTINGS

/** Among these is one for every setting that isn't its default. */
const TEXTS = ['207', '7', 'true', 'fixed', 'info', 'https://assets.example.com', '10.0.0.0/8', 'elsewhere']
/** The settings that are refused until they work. */
const REFUSED: readonly Name[] = ['databaseUrl', 'blobsUrl']

function reading(name: Name, text: string): unknown {
  try {
    return SETTINGS[name].parse(text)
  } catch {
    return undefined
  }
}

const values = loadConfig({}).config
const names = Object.keys(SETTINGS) as Name[]
const examples = names
  .filter((name) => !REFUSED.includes(name))
  .map((name) => {
    const usual = JSON.stringify(values[name as keyof Config])
    const text = TEXTS.find((text) => ![undefined, usual].includes(JSON.stringify(reading(name, text))))
    return [name, text ?? 'none of the texts that are tried'] as const
  })

describe('every setting', () => {
  it.each(examples)('%s is read from its variable, and from its flag before that: %s', (name, text) => {
    const { env, default: usual } = SETTINGS[name]
    const expected = { ...values, [name]: reading(name, text) }
    expect(expected).not.toEqual(values)
    expect(loadConfig({ [env]: text })).toEqual({ config: expected, warnings: [] })
    expect(loadConfig({}, { [name]: text })).toEqual({ config: expected, warnings: [] })
    const other = usual === '' ? 'elsewhere' : usual
    expect(loadConfig({ [env]: other }, { [name]: text })).toEqual({ config: expected, warnings: [] })
  })

  it.each(REFUSED)('%s is refused in both forms, by the name that it was given', (name) => {
    expect(() => loadConfig({ [SETTINGS[name].env]: 'x' })).toThrow(new RegExp(`^${SETTINGS[name].env}: not supported`))
    expect(() => loadConfig({}, { [name]: 'x' })).toThrow(/^--(database|blobs)-url: not supported/)
  })
})
