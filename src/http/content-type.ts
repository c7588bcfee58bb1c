/** The type of a file by its name or extension, where there is one. The table is large, and loaded when it is first asked. */
export async function knownType(name: string): Promise<string | undefined> {
  const { default: mime } = await import('mime')
  return mime.getType(name) ?? undefined
}

export const contentTypeOf = async (name: string): Promise<string> =>
  (await knownType(name)) ?? 'application/octet-stream'
