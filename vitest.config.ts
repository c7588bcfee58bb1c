import { defineConfig } from 'vitest/config'

const shared = { testTimeout: 60_000, hookTimeout: 60_000 }

export default defineConfig({
  test: {
    // Much of the time is waiting: for disks, processes and browsers.
    maxWorkers: 3,
    projects: [
      // The suites of the ports want a PostgreSQL, which is started for them alone.
      {
        test: {
          ...shared,
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          globalSetup: ['test/support/postgres-setup.ts'],
        },
      },
      // On a loaded machine a browser may miss a moment: what fails is tried once more.
      {
        test: {
          ...{ name: 'browser', include: ['test/browser/**/*.test.ts'] },
          ...{ testTimeout: 120_000, hookTimeout: 120_000, retry: 1, expect: { poll: { timeout: 10_000 } } },
        },
      },
      {
        test: {
          ...shared,
          name: 'relata',
          include: ['test/**/*.test.ts'],
          exclude: ['test/conformance/**', 'test/browser/**'],
        },
      },
    ],
  },
})
