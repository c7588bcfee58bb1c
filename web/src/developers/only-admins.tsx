import { Lock } from 'lucide-react'
import { useEnvironment } from '../api/environment.ts'
import { Empty } from '../ui/states.tsx'

/** What is shown where keys, webhooks or requests would be, to whoever may not see them. */
export function OnlyAdmins({ what }: { what: string }) {
  const { name, role } = useEnvironment()
  return (
    <Empty icon={<Lock />} title={`${what} are for admins`}>
      You are {role === 'editor' ? 'an editor' : 'a viewer'} of {name}. Ask an admin of it to do it for you, or whoever
      runs this server to make you one.
    </Empty>
  )
}
