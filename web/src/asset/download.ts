/** Has the browser keep the file under the name that people know it by. */
export function download({
  url,
  public_id,
  format,
  resource_type: type,
}: {
  url: string
  public_id: string
  format?: string | undefined
  resource_type: string
}): void {
  const name = public_id.slice(public_id.lastIndexOf('/') + 1)
  const link = document.createElement('a')
  link.href = url
  link.download = type === 'raw' || !format || name.endsWith(`.${format}`) ? name : `${name}.${format}`
  link.click()
}
