import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import styles from './menu.module.css'

interface MenuProps {
  readonly trigger: ReactElement
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
}

export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

interface ItemProps {
  readonly onSelect: () => void
  readonly icon?: ReactNode
  readonly shortcut?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  readonly children: ReactNode
}

export function MenuItem({ onSelect, icon, shortcut, danger, disabled, children }: ItemProps) {
  return (
    <Radix.Item
      className={`${styles.item} ${danger ? styles.danger : ''}`}
      onSelect={onSelect}
      disabled={disabled ?? false}
    >
      {icon}
      <span>{children}</span>
      {shortcut && <kbd>{shortcut}</kbd>}
    </Radix.Item>
  )
}

interface ChoiceProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly (readonly [value: string, label: string])[]
}

/** One of several, within a menu. */
export function MenuChoice({ value, onChange, options }: ChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      {options.map(([option, label]) => (
        <Radix.RadioItem key={option} value={option} className={styles.item}>
          <span className={styles.mark} aria-hidden />
          <span>{label}</span>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  )
}

export const MenuLine = () => <Radix.Separator className={styles.line} />

export const MenuTitle = ({ children }: { children: ReactNode }) => (
  <Radix.Label className={styles.title}>{children}</Radix.Label>
)
