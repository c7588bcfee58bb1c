import { useState } from 'react'
import { useParams } from 'wouter'
import { useMay } from '../api/environment.ts'
import type { NewApiKey } from '../api/keys.ts'
import { PageHead } from '../shell/page-head.tsx'
import { Empty } from '../ui/states.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Connect } from './connect.tsx'
import { Keys } from './keys.tsx'
import { OnlyAdmins } from './only-admins.tsx'
import { Reference } from './reference.tsx'
import { Requests } from './requests.tsx'
import { Webhooks } from './webhooks.tsx'

const TABS = [
  { href: '/developers', title: 'Connect' },
  { href: '/developers/keys', title: 'Keys' },
  { href: '/developers/webhooks', title: 'Webhooks' },
  { href: '/developers/requests', title: 'Requests' },
  { href: '/developers/api', title: 'API' },
]

/** Where programs are connected, and whoever writes them sees what they do. */
export function DevelopersView() {
  const { part } = useParams<{ part?: string }>()
  // Kept while one looks around here, so that what is to be pasted has it.
  const [made, setMade] = useState<NewApiKey>()
  return (
    <>
      <PageHead title="Developers" />
      <Tabs label="Parts" tabs={TABS} />
      <Part name={part} made={made} onMade={setMade} />
    </>
  )
}

interface PartProps {
  readonly name: string | undefined
  readonly made: NewApiKey | undefined
  readonly onMade: (made: NewApiKey) => void
}

function Part({ name, made, onMade }: PartProps) {
  const { administer } = useMay()
  switch (name) {
    case undefined:
      return <Connect made={made} />
    case 'keys':
      return administer ? <Keys onMade={onMade} /> : <OnlyAdmins what="API keys" />
    case 'webhooks':
      return administer ? <Webhooks /> : <OnlyAdmins what="Webhooks" />
    case 'requests':
      return administer ? <Requests /> : <OnlyAdmins what="Requests" />
    case 'api':
      return <Reference />
    default:
      return <Empty title="There is no such page">Choose one above.</Empty>
  }
}
