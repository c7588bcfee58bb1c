import { useState } from 'react'
import type { AssetDetails } from '../api/asset.ts'
import { useEnvironment } from '../api/environment.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Segmented } from '../ui/segmented.tsx'
import styles from './panels.module.css'
import { LANGUAGES, type Language, snippets } from './snippets.ts'

/** How programs get at this asset and what it is related to: addresses and lines of code, ready to be copied. */
export function UsePanel({ asset }: { asset: AssetDetails }) {
  const { name } = useEnvironment()
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem('language') as Language) ?? 'node')
  const known = LANGUAGES.some(({ value }) => value === language) ? language : 'node'
  const choose = (next: Language) => {
    localStorage.setItem('language', next)
    setLanguage(next)
  }
  const code = snippets(asset, { cloud: name, server: window.location.origin })[known]
  return (
    <div className={styles.panel}>
      <CopyField label="Delivery URL" text={asset.secure_url} />
      {asset.resource_type === 'image' && asset.type === 'upload' && (
        <CopyField label="At most 800 pixels wide" text={scaled(asset.secure_url)} />
      )}
      <CopyField label="This page" text={`${window.location.origin}/@${name}/assets/${asset.asset_id}`} />
      <div className={styles.languages}>
        <Segmented label="Language" value={known} onChange={choose} options={LANGUAGES} />
      </div>
      <CopyField label="Set up" text={code.setUp} />
      <CopyField label="Read it, with what it is related to" text={code.read} />
      <CopyField label="Relate another asset to it" text={code.relate} />
      <CopyField label="Its URL" text={code.url} />
    </div>
  )
}

const scaled = (url: string): string => url.replace('/image/upload/', '/image/upload/c_limit,w_800/')
