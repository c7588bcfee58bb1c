import { Command } from 'cmdk'
import { Upload } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useAssetsNamed } from '../api/assets.ts'
import { useEnvironment, useMay } from '../api/environment.ts'
import { Thumb, titleOf } from '../ui/thumb.tsx'
import { openUploadDialog } from '../upload/uploads.tsx'
import styles from './palette.module.css'
import { PLACES } from './shell.tsx'
import { applyTheme } from './theme.ts'

/** Everything by keyboard: places, assets by words, and what can be done anywhere. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { name } = useEnvironment()
  const { edit } = useMay()
  const [, navigate] = useLocation()
  const [words, setWords] = useState('')
  const { data: assets = [], isFetching } = useAssetsNamed(words)
  const go = (path: string) => {
    onClose()
    navigate(`~/@${name}${path}`)
  }
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content className={styles.palette} aria-describedby={undefined}>
          <Radix.Title className="unseen">Search and commands</Radix.Title>
          <Command label="Search and commands" loop>
            <Command.Input
              value={words}
              onValueChange={setWords}
              placeholder="Find an asset, or go to …"
              className={styles.input}
            />
            <Command.List className={styles.list}>
              <Command.Empty className={styles.empty}>{isFetching ? 'Searching …' : 'Nothing found'}</Command.Empty>
              <Command.Group heading="Go to">
                {PLACES.map(({ path, title, icon: Icon }) => (
                  <Command.Item key={path} onSelect={() => go(path)} className={styles.item}>
                    <Icon aria-hidden />
                    {title}
                  </Command.Item>
                ))}
              </Command.Group>
              {words.trim() !== '' && (
                <Command.Group heading="Search">
                  <Command.Item
                    value={`search ${words}`}
                    onSelect={() => go(`/library?q=${encodeURIComponent(words)}`)}
                    className={styles.item}
                  >
                    Search the library for “{words}”
                  </Command.Item>
                </Command.Group>
              )}
              {assets.length > 0 && (
                <Command.Group heading="Assets" forceMount>
                  {assets.map((asset) => (
                    <Command.Item
                      key={asset.asset_id}
                      value={`asset ${asset.asset_id}`}
                      forceMount
                      onSelect={() => go(`/assets/${asset.asset_id}`)}
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
              {edit && (
                <Command.Group heading="Do">
                  <Command.Item
                    onSelect={() => {
                      onClose()
                      openUploadDialog()
                    }}
                    className={styles.item}
                  >
                    <Upload aria-hidden />
                    Upload files
                  </Command.Item>
                </Command.Group>
              )}
              <Command.Group heading="Appearance">
                {(['light', 'dark', 'system'] as const).map((theme) => (
                  <Command.Item
                    key={theme}
                    value={`theme ${theme}`}
                    onSelect={() => {
                      applyTheme(theme)
                      onClose()
                    }}
                    className={styles.item}
                  >
                    Theme: {theme === 'system' ? 'as the system' : theme}
                  </Command.Item>
                ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
