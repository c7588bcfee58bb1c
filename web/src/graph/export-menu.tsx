import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { toastError } from '../ui/toast.tsx'
import type { Cards } from './cards.ts'
import { fileNameOf, save, toPng, toSvg } from './export.ts'
import { type Exported, ExportProgress } from './export-progress.tsx'
import type { Shown, Stage } from './stage.ts'

interface ExportMenuProps {
  readonly stage: Stage | undefined
  readonly cards: Cards
  readonly name: string
  readonly emphasis: Shown
}

export function ExportMenu({ stage, cards, name, emphasis }: ExportMenuProps) {
  const [progress, setProgress] = useState<Exported>()
  const current = useRef<AbortController>(undefined)
  useEffect(() => () => current.current?.abort(), [])
  const make = async (extension: 'png' | 'svg') => {
    if (!stage) return
    const controller = new AbortController()
    const { signal } = controller
    current.current = controller
    setProgress({ done: 0, of: undefined })
    try {
      await cards.gather(stage.scene.nodes.map(({ id }) => id))
      const making = { signal, onThumbnail: (done: number, of: number) => setProgress({ done, of }) }
      const file = await (extension === 'png' ? toPng : toSvg)(stage, emphasis, making)
      if (!signal.aborted) save(file, fileNameOf(name, extension))
    } catch (error) {
      if (!signal.aborted) toastError('The picture could not be made', error)
    } finally {
      if (current.current === controller) setProgress(undefined)
    }
  }
  const cancel = () => {
    current.current?.abort()
    setProgress(undefined)
  }
  return (
    <>
      <Menu
        trigger={
          <Button icon={<Download />} busy={progress !== undefined} disabled={!stage}>
            Export
          </Button>
        }
      >
        <MenuItem onSelect={() => void make('png')}>Picture (PNG)</MenuItem>
        <MenuItem onSelect={() => void make('svg')}>Drawing (SVG)</MenuItem>
      </Menu>
      {progress && <ExportProgress {...progress} onCancel={cancel} />}
    </>
  )
}
