import { type ReactNode, useRef } from 'react'
import { Link, useLocation, useRoute } from 'wouter'
import styles from './tabs.module.css'
import { useTabInSight } from './use-tab-in-sight.ts'

interface TabsProps {
  readonly label: string
  readonly tabs: readonly { readonly href: string; readonly title: ReactNode }[]
}

/** Parts of a view that have an address each. */
export function Tabs({ label, tabs }: TabsProps) {
  const list = useRef<HTMLElement>(null)
  const [path] = useLocation()
  useTabInSight(list, path)
  return (
    <nav ref={list} className={styles.tabs} aria-label={label}>
      {tabs.map(({ href, title }) => (
        <Tab key={href} href={href}>
          {title}
        </Tab>
      ))}
    </nav>
  )
}

function Tab({ href, children }: { href: string; children: ReactNode }) {
  const [isHere] = useRoute(href)
  return (
    <Link href={href} className={styles.tab} aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  )
}
