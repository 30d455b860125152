import type { FoundEngine } from '../sandbox-server/engines/find-engine.ts'
import { findOrStartEngine } from '../sandbox-server/engines/start-engine.ts'
import { ensureSandboxImage } from '../sandbox-server/images/image.ts'
import { readSettings } from '../sandbox-server/settings.ts'
import type { Steps } from './steps.ts'

/**
 * An engine with the sandbox image, for tests and benches; one that was started for them is stopped
 * when it is disposed.
 * @throws {DriverError} where there can be none.
 */
export async function openEngine(
  steps: Steps,
  signal: AbortSignal,
): Promise<AsyncDisposable & { readonly engine: FoundEngine }> {
  const { SANDBOX_DEBIAN } = readSettings(process.env)
  const { engine, stop } = await steps.do('Docker engine', (onProgress) =>
    findOrStartEngine(process.env, { stateDirectory: '.blitz', onProgress, signal }),
  )
  try {
    await steps.do('Sandbox image', (tell) =>
      ensureSandboxImage(engine.docker, {
        onProgress: ({ text }) => tell(text),
        signal,
        debian: SANDBOX_DEBIAN,
      }),
    )
  } catch (error) {
    await stop()
    throw error
  }
  return { engine, [Symbol.asyncDispose]: stop }
}
