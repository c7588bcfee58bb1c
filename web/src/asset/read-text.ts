import { errorOf } from '../api/client.ts'

/** Of a file that is read as text. */
export const MAX_TEXT_BYTES = 512_000

/** The beginning of a file of text. */
export async function readText(url: string, signal?: AbortSignal): Promise<{ text: string; isCut: boolean }> {
  const response = await fetch(url, signal ? { signal } : {})
  if (!response.ok || !response.body) throw errorOf(response.status, await response.text())
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return { text: text + decoder.decode(), isCut: false }
    const room = MAX_TEXT_BYTES - bytes
    text += decoder.decode(value.subarray(0, room), { stream: true })
    bytes += value.length
    if (bytes > MAX_TEXT_BYTES) {
      await reader.cancel()
      return { text, isCut: true }
    }
  }
}

/** Subtitles as browsers take them: SubRip has other times, and no head. */
export const asVtt = (text: string): string =>
  /^\uFEFF?WEBVTT/.test(text)
    ? text
    : `WEBVTT\n\n${text
        .replace(/^\uFEFF/, '')
        .replace(/\r\n?/g, '\n')
        .replace(/(\d{1,2}:\d{2}:\d{2}),(\d{1,3})/g, '$1.$2')}`
