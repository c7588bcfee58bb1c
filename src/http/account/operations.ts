import type { AccountOperation } from './operation.ts'
import { getSession, setUpOperation, signIn, signOut } from './session.ts'
import { createEnvironment, createUserOperation, deleteUserOperation, listUsers, updateUserOperation } from './users.ts'

/** Who is at the page, and who may be: at `/api/account`. */
export const ACCOUNT_OPERATIONS: readonly AccountOperation[] = [
  ...[setUpOperation, getSession, signIn, signOut],
  ...[listUsers, createUserOperation, updateUserOperation, deleteUserOperation, createEnvironment],
]
