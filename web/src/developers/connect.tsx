import { useState } from 'react'
import { Link } from 'wouter'
import { useMay } from '../api/environment.ts'
import type { NewApiKey } from '../api/keys.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Section, Sections } from '../ui/section.tsx'
import { Segmented } from '../ui/segmented.tsx'
import styles from './developers.module.css'
import { cloudinaryUrl, SNIPPETS } from './snippets.ts'
import { useAccess } from './use-access.ts'

const LANGUAGES = ['node', 'python', 'php', 'ruby', 'curl'] as const
type Language = (typeof LANGUAGES)[number]

export function Connect({ made }: { made: NewApiKey | undefined }) {
  const access = useAccess(made)
  const { administer } = useMay()
  const [language, setLanguage] = useState<Language>('node')
  const snippet = SNIPPETS[language]!(access)
  return (
    <div className={styles.part}>
      <Sections>
        <Section
          title="Point an SDK here"
          about={
            made ? (
              'With the key that you have just made: it is shown until you leave this page.'
            ) : administer ? (
              <>
                Put a key and its secret in the place of the capitals, or{' '}
                <Link href="/developers/keys">make a key</Link>.
              </>
            ) : (
              'Put a key and its secret in the place of the capitals: an admin can make you one.'
            )
          }
        >
          <CopyField label="CLOUDINARY_URL" text={cloudinaryUrl(access)} />
        </Section>
        <Section
          title="Upload, relate, look up"
          about="Cloudinary’s own SDKs work unchanged: the setting above is all that differs."
          actions={
            <Segmented
              label="Language"
              value={language}
              onChange={setLanguage}
              options={LANGUAGES.map((value) => ({ value, label: SNIPPETS[value]!(access).title }))}
            />
          }
        >
          <CopyField label={snippet.title} text={snippet.code} bare />
          <p>
            All that can be asked for is in the <Link href="/developers/api">API</Link>, and what comes of it in the{' '}
            <Link href="/developers/requests">requests</Link>.
          </p>
        </Section>
      </Sections>
    </div>
  )
}
