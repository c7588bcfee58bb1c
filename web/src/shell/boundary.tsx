import { Component, type ReactNode } from 'react'
import { Failed } from '../ui/states.tsx'

interface State {
  readonly error: unknown
}

/** Keeps what breaks in one view from taking the page with it. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return <Failed what="This view" error={error} onRetry={() => this.setState({ error: undefined })} />
  }
}
