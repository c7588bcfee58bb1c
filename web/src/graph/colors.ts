const TOKENS = [
  ...['--ground', '--surface', '--sunken', '--text', '--text-soft', '--text-faint', '--line', '--line-strong'],
  ...['--paper', '--accent', '--accent-soft', '--on-accent', '--warning'],
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => `--kind-${n}`),
]

export type Colors = (token: string) => string

/** The page's tokens as colours that a canvas takes: only an element resolves what depends on the theme. */
export function readColors(): Colors {
  const probe = document.body.appendChild(document.createElement('span'))
  probe.hidden = true
  const colors = new Map<string, string>()
  for (const token of TOKENS) {
    probe.style.color = `var(${token})`
    colors.set(token, getComputedStyle(probe).color)
  }
  probe.remove()
  return (token) => colors.get(token) ?? colors.get('--text')!
}

/** Calls back whenever the theme changes, by the system or by the person. */
export function onTheme(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style', 'class'] })
  system.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    system.removeEventListener('change', changed)
  }
}

export const pageFont = (): string => getComputedStyle(document.body).fontFamily

export const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
