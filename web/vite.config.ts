import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev -w web` finds the server whose page it is. */
const SERVER = process.env.RELATA_URL ?? 'http://127.0.0.1:4000'

export default defineConfig({
  plugins: [react()],
  base: '/@/files/',
  build: {
    assetsDir: '.',
    // Fonts and the icon stay files of their own: the content security policy takes no data: URLs of them.
    assetsInlineLimit: 0,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
  css: { modules: { generateScopedName: '[name]-[local]-[hash:4]' } },
  server: { proxy: { '^/(api|v1_1|openapi\\.json|[a-zA-Z][\\w-]*/(image|video|raw)/)': SERVER } },
})
