import type { FoundEngine } from './find-engine.ts'

export interface StartedEngine {
  readonly engine: FoundEngine
  /** Stops what was started here; what the system itself looks after stays. */
  stop(): Promise<void>
}
