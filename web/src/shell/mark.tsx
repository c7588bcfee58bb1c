/** Two that belong together: the mark of the page. */
export const Mark = ({ size = 32 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ flex: 'none' }}>
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <path d="M11 21 21 11" stroke="var(--on-accent)" strokeWidth="2.5" />
    <circle cx="10.5" cy="21.5" r="4" fill="var(--on-accent)" />
    <circle cx="21.5" cy="10.5" r="4" fill="var(--accent)" stroke="var(--on-accent)" strokeWidth="2.5" />
  </svg>
)
