/** The type of a file by its name or extension. The table of types is large, and loaded when it is first asked. */
export async function contentTypeOf(name: string): Promise<string> {
  const { default: mime } = await import('mime')
  return mime.getType(name) ?? 'application/octet-stream'
}
