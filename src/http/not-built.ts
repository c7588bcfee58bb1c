/** What a person sees whose server has no page: one that was started from sources, past npm, which builds it. */
export const NOT_BUILT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Relata</title>
<style>
  :root { color-scheme: light dark; --text: #1d1f23; --soft: #62666d; --line: #e2e4e8; --ground: #fcfcfd; --link: #2456c7 }
  @media (prefers-color-scheme: dark) { :root { --text: #e8e9ec; --soft: #9ba0a8; --line: #2c2f35; --ground: #15171a; --link: #8fb2ff } }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground); color: var(--text); font: 16px/1.6 system-ui, sans-serif }
  main { max-width: 34rem; padding: 2rem }
  h1 { margin: 0 0 .25rem; font-size: 1.75rem; font-weight: 650; letter-spacing: -.02em }
  p { margin: 0 0 1.5rem; color: var(--soft) }
  ul { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line) }
  li { display: flex; justify-content: space-between; gap: 2rem; padding: .7rem 0; border-bottom: 1px solid var(--line) }
  a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
  span { color: var(--soft); text-align: right }
</style>
</head>
<body>
<main>
  <h1>Relata is running, and its page isn't built</h1>
  <p>Start the server by <code>npm start</code> or <code>npm run demo</code>, which build the page first; or run <code>npm run build:page</code> and load this again.</p>
  <ul>
    <li><a href="/openapi.json">/openapi.json</a><span>what it can be asked</span></li>
    <li><a href="/healthz">/healthz</a><span>whether it is alive</span></li>
    <li><a href="/readyz">/readyz</a><span>whether it can serve</span></li>
  </ul>
</main>
</body>
</html>
`
