import type { SandboxConnection } from './ssh/connection.ts'

/** An engine that nobody is connected to stops at once; another one after five seconds. */
const REST_MILLISECONDS = 15_000
const REST_OUTPUT_BYTES = 4096

/**
 * Stops the engine of a sandbox where nobody would miss it: no container runs, and no command waits
 * for its answer. It starts when it is next asked something, and whoever asks waits for that.
 */
export async function restEngine(connection: SandboxConnection): Promise<void> {
  await connection.exec('blitz-rest', {
    outputBytes: REST_OUTPUT_BYTES,
    milliseconds: REST_MILLISECONDS,
  })
}
