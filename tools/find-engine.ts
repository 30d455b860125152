import { findOrStartEngine } from '../sandbox-server/engines/start-engine.ts'
import type { StartedEngine } from '../sandbox-server/engines/started-engine.ts'
import type { Settings } from '../sandbox-server/settings.ts'
import type { Steps } from './steps.ts'

export interface FindEngineOptions {
  readonly settings: Pick<Settings, 'STATE_DIRECTORY'>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly steps: Steps
  readonly signal: AbortSignal
}

/** Finds this machine's engine, or starts one, and says which. @throws {DriverError} where there can be none. */
export function findEngine(options: FindEngineOptions): Promise<StartedEngine> {
  const { settings, environment, steps, signal } = options
  const { STATE_DIRECTORY: stateDirectory } = settings
  return steps.do(
    'Docker engine',
    (onProgress) => findOrStartEngine(environment, { stateDirectory, onProgress, signal }),
    ({ engine: { from }, started }) => (started ? `started, at ${from}` : `at ${from}`),
  )
}
