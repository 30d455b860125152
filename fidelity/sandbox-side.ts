import { quoteForShell } from '../sandbox-server/common/quote-for-shell.ts'
import { type StartSandbox, startSandbox } from '../sandbox-server/sandboxes/sandbox.ts'
import { SCRIPT_MILLISECONDS, type Side } from './side.ts'

const OUTPUT_BYTES = 1024 * 1024

/** A sandbox without a server, as readers get it. @throws {DriverError} where there can be none. */
export async function openSandboxSide(options: StartSandbox): Promise<Side> {
  const sandbox = await startSandbox(options)
  return {
    async run(script) {
      return sandbox.connection.exec(`bash -c ${quoteForShell(script)}`, {
        outputBytes: OUTPUT_BYTES,
        milliseconds: SCRIPT_MILLISECONDS,
      })
    },
    [Symbol.asyncDispose]: () => sandbox.destroy(),
  }
}
