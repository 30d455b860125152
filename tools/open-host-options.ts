import type { Settings } from '../sandbox-server/settings.ts'
import type { Steps } from './steps.ts'

/** What the start of a server is handed. */
export interface OpenHostOptions {
  readonly settings: Settings
  readonly deployment: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly steps: Steps
  readonly signal: AbortSignal
  /** Whether the sandboxes stay for the next server; asked at the end. They do not by default. */
  readonly keepsSandboxes?: () => boolean
  /** Told of errors that readers are spared. */
  readonly onFault: (error: unknown) => void
}
