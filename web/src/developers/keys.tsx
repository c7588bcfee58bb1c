import { Ellipsis, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { type ApiKey, type NewApiKey, useKeys } from '../api/keys.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-field.tsx'
import { date, dateTime } from '../ui/format.ts'
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx'
import { Section, Sections } from '../ui/section.tsx'
import { Failed, Skeleton } from '../ui/states.tsx'
import { EndCell, Table } from '../ui/table.tsx'
import styles from './developers.module.css'
import { CreateKey, RenameKey, RevokeKey, RotateKey } from './key-dialogs.tsx'

type Asked = { readonly act: 'rename' | 'rotate' | 'revoke'; readonly key: ApiKey } | { readonly act: 'create' }

/** The keys that programs get in with. */
export function Keys({ onMade }: { onMade: (made: NewApiKey) => void }) {
  const { data: keys, error, refetch } = useKeys()
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  return (
    <div className={styles.part}>
      <Sections>
        <Section
          title="API keys"
          about="Whoever has one and its secret may do everything here, and nothing elsewhere."
          actions={
            <Button look="primary" icon={<Plus />} onClick={() => setAsked({ act: 'create' })}>
              New key
            </Button>
          }
        >
          {error ? (
            <Failed what="The list" error={error} onRetry={refetch} />
          ) : !keys ? (
            <Skeleton height="9rem" />
          ) : (
            <Table
              label="Keys in force"
              stacks
              columns={[
                { title: 'Name' },
                { title: 'Key' },
                { title: 'Made' },
                { title: 'State' },
                { title: 'Change', bare: true, end: true },
              ]}
            >
              {keys.map((key, index) => (
                <KeyRow key={key.key} of={key} isFirst={index === 0} onAsk={(act) => setAsked({ act, key })} />
              ))}
            </Table>
          )}
        </Section>
      </Sections>
      {asked?.act === 'create' && <CreateKey onMade={onMade} onClose={close} />}
      {asked?.act === 'rename' && <RenameKey of={asked.key} onClose={close} />}
      {asked?.act === 'rotate' && <RotateKey of={asked.key} onMade={onMade} onClose={close} />}
      {asked?.act === 'revoke' && <RevokeKey of={asked.key} onClose={close} />}
    </div>
  )
}

interface KeyRowProps {
  readonly of: ApiKey
  readonly isFirst: boolean
  readonly onAsk: (act: 'rename' | 'rotate' | 'revoke') => void
}

function KeyRow({ of, isFirst, onAsk }: KeyRowProps) {
  const { key, name, created_at, ends_at, given } = of
  return (
    <tr>
      <td className={styles.words}>{name || <span className={styles.soft}>No name</span>}</td>
      <td>
        <div className={styles.key}>
          <code>{key}</code>
          <CopyButton label={`key ${name || key}`} text={key} />
        </div>
      </td>
      <td className={styles.keep} data-title="Made">
        {date(created_at)}
      </td>
      <td className={styles.words}>{stateOf(of, isFirst)}</td>
      <EndCell>
        <Menu
          trigger={
            <IconButton label={`Change ${name || key}`}>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => onAsk('rename')}>Rename</MenuItem>
          <MenuItem onSelect={() => onAsk('rotate')} disabled={given || ends_at !== undefined}>
            Rotate
          </MenuItem>
          <MenuLine />
          <MenuItem danger onSelect={() => onAsk('revoke')} disabled={given}>
            Revoke
          </MenuItem>
        </Menu>
      </EndCell>
    </tr>
  )
}

function stateOf({ ends_at, given }: ApiKey, isFirst: boolean): ReactNode {
  if (ends_at !== undefined) return <span className={styles.warning}>Ends {dateTime(ends_at)}</span>
  if (given) return 'The server is started with it'
  return isFirst ? 'Signs notifications' : 'In force'
}
