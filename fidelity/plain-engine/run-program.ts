import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { type Outcome, SCRIPT_MILLISECONDS } from '../side.ts'

/** Runs a program of this machine to its end, with no input. @throws where it cannot be started. */
export async function runProgram(words: readonly string[]): Promise<Outcome> {
  const child = spawn(words[0] as string, words.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: SCRIPT_MILLISECONDS,
    killSignal: 'SIGKILL',
    // Ctrl+C is for us.
    detached: true,
  })
  const output = [text(child.stdout), text(child.stderr)] as const
  const [status] = await once(child, 'close')
  return { status, stdout: await output[0], stderr: await output[1] }
}
