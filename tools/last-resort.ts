import type { ClosedApps } from '../sandbox-server/previews/closed-apps.ts'
import { appAtWork } from '../sandbox-server/previews/on-behalf-of.ts'
import { FALLEN } from './restarts.mjs'

export interface LastResort {
  readonly onFault: (error: unknown) => void
  /** Absent where there are no apps. */
  readonly closedApps: ClosedApps | undefined
}

/**
 * Ends this program at an error that nobody caught, since nobody knows what it left half done.
 * `bootstrap.mjs` starts it again, and the next server takes over the sandboxes. Where the error is
 * known to come from an answer of an app, that app is closed first.
 */
export function fallAtUncaughtErrors({ onFault, closedApps }: LastResort): void {
  process.once('uncaughtException', (error) => {
    // A second error on the way out must not keep it up.
    process.on('uncaughtException', () => process.exit(FALLEN))
    try {
      const app = appAtWork()
      onFault(error)
      if (app) closedApps?.close(app)
    } finally {
      process.exit(FALLEN)
    }
  })
}
