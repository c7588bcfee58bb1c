import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { Redirect, Route, Router, Switch, useLocation } from 'wouter'
import { EnvironmentContext } from './api/environment.ts'
import { useSession } from './api/session.ts'
import { Boundary } from './shell/boundary.tsx'
import { Shell } from './shell/shell.tsx'
import { SetUp, SignIn } from './shell/sign-in.tsx'
import { Empty, Failed, Loading } from './ui/states.tsx'

/** A view that is loaded when it is first opened. */
const view = (load: () => Promise<ComponentType>) => lazy(async () => ({ default: await load() }))

const LibraryView = view(async () => (await import('./library/library-view.tsx')).LibraryView)
const AssetView = view(async () => (await import('./asset/asset-view.tsx')).AssetView)
const GraphView = view(async () => (await import('./graph/graph-view.tsx')).GraphView)
const SuggestionsView = view(async () => (await import('./suggestions/suggestions-view.tsx')).SuggestionsView)
const HistoryView = view(async () => (await import('./history/history-view.tsx')).HistoryView)
const TrashView = view(async () => (await import('./library/trash-view.tsx')).TrashView)
const OverviewView = view(async () => (await import('./overview/overview-view.tsx')).OverviewView)
const KindsView = view(async () => (await import('./kinds/kinds-view.tsx')).KindsView)
const DevelopersView = view(async () => (await import('./developers/developers-view.tsx')).DevelopersView)
const AccountView = view(async () => (await import('./account/account-view.tsx')).AccountView)

/** All addresses of the page: `/@/...` is nobody's environment, `/@demo/...` is that of `demo`. */
export function App() {
  return (
    <Switch>
      <Route path="/@/sign-in">
        <SignIn />
      </Route>
      <Route path="/@/set-up/:token">{({ token }) => <SetUp token={token} />}</Route>
      <Route>
        <SignedIn />
      </Route>
    </Switch>
  )
}

/** What one has to be signed in for; whoever isn't comes back here after signing in. */
function SignedIn() {
  const [path] = useLocation()
  const { session, isLoading, error, refetch } = useSession()
  if (isLoading) return <Loading what="the library" />
  if (error) return <Failed what="The library" error={error} onRetry={refetch} />
  if (!session) {
    const here = path + window.location.search
    return <Redirect to={path === '/' ? '/@/sign-in' : `/@/sign-in?next=${encodeURIComponent(here)}`} replace />
  }
  const [first] = session.environments
  if (!first)
    return <Empty title="No environment is open to you">Ask whoever runs this server to let you into one.</Empty>
  const last = session.environments.find(({ name }) => name === localStorage.getItem('environment')) ?? first
  const name = decoded(/^\/@([^/]*)/.exec(path)?.[1] ?? '')
  const isAccount = name === ''
  if (isAccount && !path.startsWith('/@/')) return <Redirect to={`/@${last.name}/library`} replace />
  const environment = isAccount ? last : session.environments.find((one) => one.name === name)
  if (!environment) {
    return (
      <Empty title={`There is no environment ${name}, or it isn’t open to you`}>
        <a href={`/@${last.name}/library`}>Go to {last.name}</a>
      </Empty>
    )
  }
  if (!isAccount) localStorage.setItem('environment', name)
  return (
    <EnvironmentContext value={environment}>
      <Router base={isAccount ? '/@' : `/@${name}`} key={environment.name}>
        <Shell session={session}>
          <Suspense fallback={<Loading what="the view" />}>{isAccount ? <Account /> : <Views />}</Suspense>
        </Shell>
      </Router>
    </EnvironmentContext>
  )
}

/** An address that can't be decoded names nothing that there is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const Views = () => (
  <Switch>
    {page('/library', <LibraryView />)}
    {page('/assets/:id', <AssetView />)}
    {page('/graph', <GraphView />)}
    {page('/suggestions', <SuggestionsView />)}
    {page('/history', <HistoryView />)}
    {page('/trash', <TrashView />)}
    {page('/overview', <OverviewView />)}
    {page('/kinds', <KindsView />)}
    {page('/developers/:part?', <DevelopersView />)}
    {page('/', <Redirect to="/library" replace />)}
    <Route>
      <Empty title="There is no such page">
        <a href="/">Go to the library</a>
      </Empty>
    </Route>
  </Switch>
)

const Account = () => <Switch>{page('/account', <AccountView />)}</Switch>

/** A broken view leaves the rest of the page as it is. */
function page(path: string, children: ReactNode) {
  return (
    <Route path={path}>
      <Boundary key={path}>{children}</Boundary>
    </Route>
  )
}
