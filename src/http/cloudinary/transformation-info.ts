/** What the SDKs call the components of a transformation. */
const OPTIONS: Readonly<Record<string, string>> = {
  a: 'angle',
  ar: 'aspect_ratio',
  b: 'background',
  c: 'crop',
  dpr: 'dpr',
  e: 'effect',
  f: 'fetch_format',
  g: 'gravity',
  h: 'height',
  pg: 'page',
  q: 'quality',
  r: 'radius',
  so: 'start_offset',
  t: 'transformation',
  w: 'width',
  x: 'x',
  y: 'y',
}

/** A transformation as the options that the SDKs take for it: `[{crop: 'scale', width: 100}]`. */
export const transformationInfo = (text: string): Record<string, string | number>[] =>
  text.split('/').map((step) => Object.fromEntries(step.split(',').map(option)))

function option(component: string): [string, string | number] {
  const [, key, value = ''] = /^([a-z]+)_(.*)$/s.exec(component) ?? []
  // An eager one ends with its format.
  if (key === undefined) return ['format', component]
  return [OPTIONS[key] ?? key, /^-?\d+$/.test(value) ? Number(value) : value.replace(/^rgb:/, '#')]
}
