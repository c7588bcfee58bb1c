/** So soon after it was loaded anew, what is missing isn't there in the page of now either. */
const SOON_MS = 10_000
const LOADED_ANEW = 'loaded-anew'

/**
 * Parts of the page are loaded when they are first used. After an update of the server, those of the page that is open are
 * gone: the page of now is loaded in its place, as long as there is a server to load it from.
 */
export function renewPageWhenOld(): void {
  window.addEventListener('vite:preloadError', async () => {
    if (Date.now() - Number(sessionStorage.getItem(LOADED_ANEW)) < SOON_MS) return
    const isThere = await fetch('/', { method: 'HEAD' }).then(
      ({ ok }) => ok,
      () => false,
    )
    if (!isThere) return
    sessionStorage.setItem(LOADED_ANEW, String(Date.now()))
    window.location.reload()
  })
}
