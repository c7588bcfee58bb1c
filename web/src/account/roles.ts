import type { Role } from '../api/session.ts'

export const ROLES: readonly (readonly [Role, string])[] = [
  ['viewer', 'Viewer: sees everything, changes nothing'],
  ['editor', 'Editor: changes assets and relations'],
  ['admin', 'Admin: keys and webhooks, too'],
]

export const roleTitle = (role: Role): string => role[0]!.toUpperCase() + role.slice(1)
