import { defineConfig } from 'vitest/config'

// These end what hangs, and nothing that is slow on a machine with other things to do.
const patience = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } }

export default defineConfig({
  test: {
    // Much of the time is waiting: for disks, processes and browsers.
    maxWorkers: 3,
    projects: [
      // The suites of the ports want a PostgreSQL, which is started for them alone.
      {
        test: {
          ...patience,
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          globalSetup: ['test/support/postgres-setup.ts'],
        },
      },
      // On a loaded machine a browser may miss a moment: what fails is tried once more.
      {
        test: {
          ...patience,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          retry: 1,
        },
      },
      {
        test: {
          ...patience,
          name: 'relata',
          include: ['test/**/*.test.ts'],
          exclude: ['test/conformance/**', 'test/browser/**'],
        },
      },
    ],
  },
})
