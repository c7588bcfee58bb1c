import { type FormEvent, type ReactNode, useState } from 'react'
import { Redirect, useLocation, useSearchParams } from 'wouter'
import { messageOf } from '../api/client.ts'
import { useSession, useSetUp, useSignIn } from '../api/session.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Mark } from './mark.tsx'
import styles from './sign-in.module.css'
import { useTitle } from './title.ts'

/** Addresses of this page alone: a link must not lead elsewhere through us. */
const within = (next: string | null): string => (next && /^\/@[^/\\]*\/[^\\]*$/.test(next) ? next : '/')

export function SignIn() {
  useTitle('Sign in')
  const [search] = useSearchParams()
  const { session, needsSetUp } = useSession()
  const signIn = useSignIn()
  const [way, setWay] = useState<'password' | 'key'>('password')
  if (session) return <Redirect to={within(search.get('next'))} replace />

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '')
    signIn.mutate(
      way === 'password'
        ? { user_name: text('user_name'), password: text('password') }
        : { api_key: text('api_key').trim(), api_secret: text('api_secret').trim() },
    )
  }
  return (
    <Card title="Sign in">
      {needsSetUp && (
        <p className={styles.note}>
          Nobody has a password yet. Open the link to set up that the server printed in its terminal, or sign in with an
          API key.
        </p>
      )}
      <Segmented
        label="How to sign in"
        value={way}
        onChange={(next) => {
          setWay(next)
          signIn.reset()
        }}
        options={[
          { value: 'password', label: 'Password' },
          { value: 'key', label: 'API key' },
        ]}
      />
      <form className={styles.form} onSubmit={submit} key={way}>
        {way === 'password' ? (
          <>
            <Field
              label="User name"
              name="user_name"
              autoComplete="username"
              autoCapitalize="none"
              required
              autoFocus
            />
            <Field label="Password" name="password" type="password" autoComplete="current-password" required />
          </>
        ) : (
          <>
            <Field label="API key" name="api_key" autoComplete="off" required autoFocus />
            <Field
              label="API secret"
              name="api_secret"
              type="password"
              autoComplete="off"
              required
              hint="Both are in the CLOUDINARY_URL that the server printed: cloudinary://KEY:SECRET@…"
            />
          </>
        )}
        {signIn.error && (
          <p className={styles.error} role="alert">
            {messageOf(signIn.error)}
          </p>
        )}
        <Button type="submit" look="primary" busy={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </Card>
  )
}

/** The first person makes themself: the token of the link stands for the terminal that it was printed in. */
export function SetUp({ token }: { token: string }) {
  useTitle('Set up')
  const setUp = useSetUp()
  const [, navigate] = useLocation()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setUp.mutate(
      { token, user_name: String(form.get('user_name')).trim(), password: String(form.get('password')) },
      { onSuccess: () => navigate('/', { replace: true }) },
    )
  }
  return (
    <Card title="Welcome to your library" about="Make the first account. It may do everything, and let others in.">
      <form className={styles.form} onSubmit={submit}>
        <Field label="User name" name="user_name" autoComplete="username" autoCapitalize="none" required autoFocus />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={10}
          required
          hint="10 characters or more"
        />
        {setUp.error && (
          <p className={styles.error} role="alert">
            {messageOf(setUp.error)}
          </p>
        )}
        <Button type="submit" look="primary" busy={setUp.isPending}>
          Open the library
        </Button>
      </form>
    </Card>
  )
}

function Card({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <main className={styles.screen}>
      <div className={styles.card}>
        <Mark />
        <div>
          <h1>{title}</h1>
          {about && <p className={styles.about}>{about}</p>}
        </div>
        {children}
      </div>
    </main>
  )
}
