import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { toastError } from '../ui/toast.tsx'
import { fileNameOf, save, toPng, toSvg } from './export.ts'
import type { Shown, Stage } from './stage.ts'

interface ExportMenuProps {
  readonly stage: Stage | undefined
  readonly name: string
  readonly emphasis: Shown
}

export function ExportMenu({ stage, name, emphasis }: ExportMenuProps) {
  const [busy, setBusy] = useState(false)
  const make = async (extension: 'png' | 'svg') => {
    if (!stage) return
    setBusy(true)
    try {
      save(await (extension === 'png' ? toPng : toSvg)(stage, emphasis), fileNameOf(name, extension))
    } catch (error) {
      toastError('The picture could not be made', error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Menu
      trigger={
        <Button icon={<Download />} busy={busy} disabled={!stage}>
          Export
        </Button>
      }
    >
      <MenuItem onSelect={() => void make('png')}>Picture (PNG)</MenuItem>
      <MenuItem onSelect={() => void make('svg')}>Drawing (SVG)</MenuItem>
    </Menu>
  )
}
