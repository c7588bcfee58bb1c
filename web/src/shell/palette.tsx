import { Command } from 'cmdk'
import { LogOut, Moon, Search, Sun, SunMoon, Upload, UserRound } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { useAssetsNamed } from '../api/assets.ts'
import { useEnvironment, useMay } from '../api/environment.ts'
import { accountTitle, useSession, useSignOut } from '../api/session.ts'
import { useReturnFocus } from '../ui/return-focus.ts'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { openUploadDialog } from '../upload/uploads.tsx'
import styles from './palette.module.css'
import { PLACES } from './shell.tsx'
import { applyTheme } from './theme.ts'

interface CommandItem {
  readonly title: string
  readonly icon: ReactNode
  readonly run: () => unknown
}

const THEMES = [
  ['light', 'Theme: light', <Sun key="light" />],
  ['dark', 'Theme: dark', <Moon key="dark" />],
  ['system', 'Theme: as the system', <SunMoon key="system" />],
] as const

const wordsIn = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

/** Whether each word begins one of the title's; where nothing is asked for, all are found. */
function isFound(title: string, asked: string): boolean {
  if (asked.trim() === '') return true
  const words = wordsIn(asked)
  return words.length > 0 && words.every((word) => wordsIn(title).some((one) => one.startsWith(word)))
}

/** What can be gone to and done anywhere, by its headings. */
function useCommands(): Readonly<Record<string, readonly CommandItem[]>> {
  const { name } = useEnvironment()
  const { edit } = useMay()
  const { session } = useSession()
  const [, navigate] = useLocation()
  const signOut = useSignOut()
  const account = session?.user && {
    ...{ title: accountTitle(session.user), icon: <UserRound /> },
    run: () => navigate('~/@/account'),
  }
  const upload = edit && { title: 'Upload files', icon: <Upload />, run: openUploadDialog }
  return {
    'Go to': [
      ...PLACES.map(({ path, title, icon: Icon }) => ({
        ...{ title, icon: <Icon /> },
        run: () => navigate(`~/@${name}${path}`),
      })),
      ...(account ? [account] : []),
    ],
    Do: [...(upload ? [upload] : []), { title: 'Sign out', icon: <LogOut />, run: signOut }],
    Appearance: THEMES.map(([theme, title, icon]) => ({ title, icon, run: () => applyTheme(theme) })),
  }
}

/**
 * Everything by keyboard: places, assets by words, and what can be done anywhere. Assets are last, since they come later
 * than what is typed: what Enter does must not change meanwhile.
 */
export function Palette({ onClose }: { onClose: () => void }) {
  const { name } = useEnvironment()
  const [, navigate] = useLocation()
  const [words, setWords] = useState('')
  const { data: assets = [] } = useAssetsNamed(words)
  const commands = useCommands()
  const returnFocus = useReturnFocus(true)
  const isSearch = words.trim() !== ''
  const close = (run: () => unknown) => () => {
    onClose()
    run()
  }
  const go = (path: string) => close(() => navigate(`~/@${name}${path}`))
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content className={styles.palette} aria-describedby={undefined} onCloseAutoFocus={returnFocus}>
          <Radix.Title className="unseen">Search and commands</Radix.Title>
          <Command label="Search and commands" loop shouldFilter={false}>
            <Command.Input
              value={words}
              onValueChange={setWords}
              placeholder="Find an asset, or go to …"
              className={styles.input}
            />
            <Command.List className={styles.list}>
              {Object.entries(commands).map(([heading, all]) => {
                const found = all.filter(({ title }) => isFound(title, words))
                return found.length === 0 ? null : (
                  <Command.Group key={heading} heading={heading}>
                    {found.map(({ title, icon, run }) => (
                      <Command.Item key={title} onSelect={close(run)} className={styles.item}>
                        {icon}
                        {title}
                      </Command.Item>
                    ))}
                  </Command.Group>
                )
              })}
              {isSearch && (
                <Command.Group heading="Assets">
                  <Command.Item
                    value="search"
                    onSelect={go(`/library?q=${encodeURIComponent(words)}`)}
                    className={styles.item}
                  >
                    <Search />
                    Search the library for “{words}”
                  </Command.Item>
                  {assets.map((asset) => (
                    <Command.Item
                      key={asset.asset_id}
                      value={`asset ${asset.asset_id}`}
                      onSelect={go(`/assets/${asset.asset_id}`)}
                      className={styles.item}
                    >
                      <span className={styles.thumb}>
                        <Thumb asset={asset} size={32} cover />
                      </span>
                      {titleOf(asset)}
                      <span className={styles.path}>{asset.public_id}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
