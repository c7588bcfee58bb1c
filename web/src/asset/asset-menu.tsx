import { Download, EllipsisVertical, Package, PenLine, Trash2, Waypoints } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { AssetDetails } from '../api/asset.ts'
import { useMay } from '../api/environment.ts'
import { BundleDialog } from '../bundle/bundle-dialog.tsx'
import { DeleteDialog } from '../bundle/delete-dialog.tsx'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx'
import { titleOf } from '../ui/thumb.tsx'
import { download } from './download.ts'
import { RenameDialog } from './rename-dialog.tsx'
import { addressOfList, useOpenedFrom } from './use-opened-from.ts'

/** What can be done with an asset as a whole. */
export function AssetMenu({ asset }: { asset: AssetDetails }) {
  const [, navigate] = useLocation()
  const { edit } = useMay()
  const from = useOpenedFrom()
  const [dialog, setDialog] = useState<'bundle' | 'rename' | 'delete'>()
  const close = () => setDialog(undefined)
  return (
    <>
      <Menu
        trigger={
          <IconButton label="More">
            <EllipsisVertical />
          </IconButton>
        }
      >
        <MenuItem icon={<Waypoints />} onSelect={() => navigate(`/graph?from=${asset.asset_id}`)}>
          Open in graph
        </MenuItem>
        <MenuItem icon={<Download />} onSelect={() => download(asset)}>
          Download
        </MenuItem>
        <MenuItem icon={<Package />} onSelect={() => setDialog('bundle')}>
          Bundle with what belongs to it …
        </MenuItem>
        {edit && (
          <>
            <MenuLine />
            <MenuItem icon={<PenLine />} onSelect={() => setDialog('rename')}>
              Rename …
            </MenuItem>
            <MenuItem icon={<Trash2 />} danger onSelect={() => setDialog('delete')}>
              Delete …
            </MenuItem>
          </>
        )}
      </Menu>
      {dialog === 'bundle' && <BundleDialog assets={[asset.asset_id]} name={titleOf(asset)} onClose={close} />}
      {dialog === 'rename' && <RenameDialog asset={asset} onClose={close} />}
      {dialog === 'delete' && (
        <DeleteDialog assets={[asset.asset_id]} onClose={close} onDeleted={() => navigate(addressOfList(from))} />
      )}
    </>
  )
}
