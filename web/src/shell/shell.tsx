import {
  Activity,
  Code,
  History,
  Images,
  Lightbulb,
  LogOut,
  type LucideIcon,
  Moon,
  Search,
  Tags,
  Trash2,
  UserRound,
  Waypoints,
} from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useEnvironment } from '../api/environment.ts'
import { accountTitle, type Session, useSignOut } from '../api/session.ts'
import { clearSelection } from '../library/selection.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuChoice, MenuItem, MenuLine, MenuTitle } from '../ui/menu.tsx'
import { Uploads } from '../upload/uploads.tsx'
import { Boundary } from './boundary.tsx'
import { useLiveChanges } from './live.ts'
import { Mark } from './mark.tsx'
import styles from './shell.module.css'
import { applyTheme, type Theme, themeOf } from './theme.ts'

const loadPalette = async () => ({ default: (await import('./palette.tsx')).Palette })
const Palette = lazy(loadPalette)

export interface Place {
  readonly path: string
  readonly title: string
  readonly icon: LucideIcon
  /** Whether it has a place of its own where there is little room. */
  readonly first?: true
}

/** Where one can go, as the sidebar and the palette have it. */
export const PLACES: readonly Place[] = [
  { path: '/library', title: 'Library', icon: Images, first: true },
  { path: '/graph', title: 'Graph', icon: Waypoints, first: true },
  { path: '/suggestions', title: 'Suggestions', icon: Lightbulb, first: true },
  { path: '/history', title: 'History', icon: History },
  { path: '/overview', title: 'Overview', icon: Activity },
  { path: '/kinds', title: 'Kinds', icon: Tags },
  { path: '/trash', title: 'Trash', icon: Trash2 },
  { path: '/developers', title: 'Developers', icon: Code },
]

export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  useLiveChanges()
  // What is selected is of this environment.
  useEffect(() => clearSelection, [])
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  useEffect(() => {
    // So that what is typed right after the shortcut isn't lost while it loads.
    const timer = window.setTimeout(loadPalette, 1000)
    return () => window.clearTimeout(timer)
  }, [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setPaletteOpen((isOpen) => !isOpen)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <div className={styles.shell}>
      <a href="#view" className={styles.skip}>
        Skip to the view
      </a>
      <header className={styles.side}>
        <Environments session={session} />
        <nav aria-label="Views" className={styles.places}>
          {PLACES.map((place) => (
            <PlaceLink key={place.path} place={place} />
          ))}
        </nav>
        <div className={styles.foot}>
          <IconButton
            label="Search and commands"
            shortcut={isMac ? '⌘K' : 'Ctrl K'}
            onClick={() => setPaletteOpen(true)}
          >
            <Search />
          </IconButton>
          <Person session={session} />
        </div>
      </header>
      <main id="view" className={styles.view} tabIndex={-1}>
        {children}
      </main>
      <Boundary>
        <Uploads />
      </Boundary>
      {isPaletteOpen && (
        <Boundary>
          <Suspense>
            <Palette onClose={() => setPaletteOpen(false)} />
          </Suspense>
        </Boundary>
      )}
    </div>
  )
}

/** As shell.module.css has it. */
const isNarrow = (): boolean => window.matchMedia('(max-width: 640px)').matches
const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

function PlaceLink({ place: { path, title, icon: Icon, first } }: { place: Place }) {
  const { name } = useEnvironment()
  const [location] = useLocation()
  const isHere = location === path || location.startsWith(`${path}/`)
  return (
    <Link
      href={`~/@${name}${path}`}
      className={styles.place}
      data-first={first}
      aria-current={isHere ? 'page' : undefined}
      title={title}
    >
      <Icon aria-hidden />
      <span>{title}</span>
    </Link>
  )
}

function Environments({ session: { environments } }: { session: Session }) {
  const { name } = useEnvironment()
  const [, navigate] = useLocation()
  const brand = (
    <>
      <Mark size={28} />
      <span className={styles.name}>{name}</span>
    </>
  )
  if (environments.length < 2) return <div className={styles.brand}>{brand}</div>
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className={styles.brand} aria-label={`Environment: ${name}`}>
          {brand}
        </button>
      }
    >
      <MenuTitle>Environments</MenuTitle>
      <MenuChoice
        value={name}
        onChange={(next) => navigate(`~/@${next}/library`)}
        options={environments.map((one) => [one.name, one.name])}
      />
    </Menu>
  )
}

function Person({ session: { user, api_key: key } }: { session: Session }) {
  const signOut = useSignOut()
  const [, navigate] = useLocation()
  const { name } = useEnvironment()
  const who = user?.name ?? key ?? ''
  return (
    <Menu
      trigger={
        <IconButton label={`Signed in as ${who}`}>
          <UserRound />
        </IconButton>
      }
    >
      {isNarrow() &&
        PLACES.filter(({ first }) => !first).map(({ path, title, icon: Icon }) => (
          <MenuItem key={path} icon={<Icon />} onSelect={() => navigate(`~/@${name}${path}`)}>
            {title}
          </MenuItem>
        ))}
      <MenuTitle>{user ? user.name : `API key ${key}`}</MenuTitle>
      {user && (
        <MenuItem icon={<UserRound />} onSelect={() => navigate('~/@/account')}>
          {accountTitle(user)}
        </MenuItem>
      )}
      <MenuLine />
      <MenuTitle>
        <Moon size={12} aria-hidden /> Appearance
      </MenuTitle>
      <ThemeChoice />
      <MenuLine />
      <MenuItem icon={<LogOut />} onSelect={signOut}>
        Sign out
      </MenuItem>
    </Menu>
  )
}

/** Is made anew each time that the menu is opened, since the palette sets the theme as well. */
function ThemeChoice() {
  const [theme, setTheme] = useState(themeOf)
  const choose = (next: string) => {
    applyTheme(next as Theme)
    setTheme(next as Theme)
  }
  return (
    <MenuChoice
      value={theme}
      onChange={choose}
      options={[
        ['system', 'As the system'],
        ['light', 'Light'],
        ['dark', 'Dark'],
      ]}
    />
  )
}
