import './base.css'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from './api/client.ts'
import { App } from './app.tsx'
import { renewPageWhenOld } from './shell/renew-page.ts'
import { applyTheme } from './shell/theme.ts'
import { keepFocus } from './ui/keep-focus.ts'
import { Toasts } from './ui/toast.tsx'
import { TooltipProvider } from './ui/tooltip.tsx'

applyTheme()
renewPageWhenOld()
keepFocus()

/** Who isn't let in any more, or not to that, is somebody else by now: the page is that of whoever it is. */
function lookWhoItIs(error: unknown): void {
  const isRefused = error instanceof ApiError && (error.status === 401 || error.status === 403)
  if (isRefused && queries.getQueryData(['session'])) void queries.invalidateQueries({ queryKey: ['session'] })
}

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: (error, { queryKey }) => queryKey[0] !== 'session' && lookWhoItIs(error) }),
  mutationCache: new MutationCache({ onError: lookWhoItIs }),
  defaultOptions: {
    // The server may be on this machine, or in a network that leads nowhere else: whether it is there, only it can tell.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      // What others change is told by the server (shell/live.ts).
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // What the server refuses, it refuses again.
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
})

createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <TooltipProvider delayDuration={400} skipDelayDuration={100}>
        <App />
        <Toasts />
      </TooltipProvider>
    </QueryClientProvider>
  </StrictMode>,
)
