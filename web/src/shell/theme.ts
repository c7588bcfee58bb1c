export type Theme = 'system' | 'light' | 'dark'

export const themeOf = (): Theme => {
  const kept = localStorage.getItem('theme')
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** Sets the theme for all views, now and from then on; without one, that which was set before. */
export function applyTheme(theme = themeOf()): void {
  if (theme === 'system') {
    localStorage.removeItem('theme')
    delete document.documentElement.dataset.theme
  } else {
    localStorage.setItem('theme', theme)
    document.documentElement.dataset.theme = theme
  }
}
