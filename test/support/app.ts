import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import type { Store } from '../../src/core/store.ts'
import { SetUpLink } from '../../src/http/account/set-up.ts'
import { type AppOptions, createApp } from '../../src/http/app.ts'
import { Background } from '../../src/http/background.ts'

/** The app over a store alone: what reads files isn't called. Not begun to listen yet. */
export const appOf = (store: Store, options: Partial<AppOptions>): FastifyInstance =>
  createApp({
    library: { store } as never,
    log: pino({ level: 'silent' }),
    version: '0',
    partialFailureStatus: 200,
    publicUrl: undefined,
    strictTransformations: false,
    background: new Background(() => {}),
    sendDue() {},
    checkups: undefined as never,
    askReading: undefined as never,
    isReady: () => true,
    setUpLink: new SetUpLink(),
    ...options,
  })
