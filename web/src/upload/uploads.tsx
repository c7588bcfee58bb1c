import { lazy, Suspense, useEffect, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { useAsset } from '../api/asset.ts'
import { useEnvironment, useMay } from '../api/environment.ts'
import { titleOf } from '../ui/thumb.tsx'
import { toast } from '../ui/toast.tsx'
import { DropZones, type Zone } from './drop-zones.tsx'
import { hasFiles } from './dropped-files.ts'
import { addFiles, addUrl, type Plan, useUploads } from './queue.ts'
import { takeDrop } from './take-drop.ts'

const UploadPanel = lazy(async () => ({ default: (await import('./upload-panel.tsx')).UploadPanel }))
const UploadDialog = lazy(async () => ({ default: (await import('./upload-dialog.tsx')).UploadDialog }))

/** Opens the dialog from anywhere: a button, the palette. */
export const openUploadDialog = (): boolean => window.dispatchEvent(new Event('relata:upload'))

/** Uploading, wherever one is: files are dropped or pasted anywhere, and what is sent stays in sight. */
export function Uploads() {
  const { edit } = useMay()
  return edit ? <UploadsOfEditor /> : null
}

function UploadsOfEditor() {
  const here = useHere()
  const [isDragging, setDragging] = useState(false)
  const [isDialogOpen, setDialogOpen] = useState(false)
  const hasUploads = useUploads(({ uploads }) => uploads.length > 0)
  useEffect(() => {
    const open = () => setDialogOpen(true)
    window.addEventListener('relata:upload', open)
    return () => window.removeEventListener('relata:upload', open)
  }, [])
  useEffect(() => {
    const onEnter = (event: DragEvent) => isOfFiles(event) && setDragging(true)
    // Without it, what is dropped beside a zone takes the page away.
    const onOver = (event: DragEvent) => isOfFiles(event) && event.preventDefault()
    const onLeave = ({ relatedTarget }: DragEvent) => relatedTarget === null && setDragging(false)
    const onDrop = (event: DragEvent) => {
      if (!isOfFiles(event)) return
      event.preventDefault()
      setDragging(false)
    }
    const onPaste = (event: ClipboardEvent) => {
      if (isText(event.target)) return
      const files = [...(event.clipboardData?.files ?? [])].map((file) => ({ file, folder: '' }))
      if (files.length > 0) return addFiles(files, here)
      const url = event.clipboardData?.getData('text').trim() ?? ''
      if (/^https?:\/\/\S+$/.test(url)) {
        toast('Upload what this address has?', {
          more: url,
          action: { label: 'Upload', run: () => addUrl(url, here) },
        })
      }
    }
    const listeners = { dragenter: onEnter, dragover: onOver, dragleave: onLeave, drop: onDrop, paste: onPaste }
    const entries = Object.entries(listeners) as [string, EventListener][]
    for (const [name, listener] of entries) window.addEventListener(name, listener)
    return () => {
      for (const [name, listener] of entries) window.removeEventListener(name, listener)
    }
  }, [here])
  const drop = (transfer: DataTransfer, plan: Plan) => {
    setDragging(false)
    void takeDrop(transfer, plan)
  }
  return (
    <>
      {isDragging && <DropZones zones={zonesOf(here)} onDrop={drop} />}
      <Suspense>
        {isDialogOpen && <UploadDialog here={here} onClose={() => setDialogOpen(false)} />}
        {hasUploads && <UploadPanel />}
      </Suspense>
    </>
  )
}

const isOfFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer !== null && hasFiles(dataTransfer)

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Where uploads go from the view that is open: into its folder, and perhaps to its asset. */
function useHere(): Plan {
  const { name } = useEnvironment()
  const [path] = useLocation()
  const [search] = useSearchParams()
  const assetId = /^\/assets\/([0-9a-f]+)$/.exec(path)?.[1]
  const { data: asset } = useAsset(assetId ?? '', { enabled: assetId !== undefined })
  if (assetId === undefined) return { environment: name, folder: search.get('folder') ?? '' }
  const title = asset ? titleOf(asset) : 'this asset'
  return { environment: name, folder: asset?.folder ?? '', relateTo: { assetId, title } }
}

function zonesOf({ relateTo, ...plan }: Plan): Zone[] {
  const place = plan.folder || 'the library'
  return [
    ...(relateTo
      ? [
          {
            title: `Relate to ${relateTo.title}`,
            about: 'Uploads them and relates each to it',
            plan: { ...plan, relateTo },
          },
        ]
      : []),
    { title: `Upload to ${place}`, about: 'Folders keep their names', plan },
    {
      title: 'Relate to one another',
      about: `Uploads them to ${place} as what belongs together`,
      plan: { ...plan, eachOther: true },
    },
  ]
}
