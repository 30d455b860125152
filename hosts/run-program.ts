import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { systemEnvironment } from '../sandbox-server/common/debian-packages.ts'
import { HostsError } from './hosts-error.ts'

export interface RunProgramOptions {
  readonly signal: AbortSignal
  /** Handed each line that it prints. */
  readonly tell?: (line: string) => void
  readonly environment?: Readonly<Record<string, string>>
  readonly directory?: string
}

/**
 * Runs a program of this machine to its end, behind everything else that the machine does.
 * @throws {HostsError} with its last line where it fails.
 */
export async function runProgram(
  words: readonly string[],
  { signal, tell, environment, directory }: RunProgramOptions,
): Promise<void> {
  const child = spawn('nice', ['-n', '10', ...words], {
    env: { ...systemEnvironment(), LC_ALL: 'C.UTF-8', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a group of its own: Ctrl+C is for us, whose end has it clean up.
    detached: true,
    ...(directory && { cwd: directory }),
  })
  const stop = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  }
  signal.addEventListener('abort', stop, { once: true })
  let last = ''
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() === '') return
      last = line.trim()
      tell?.(last)
    })
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  signal.removeEventListener('abort', stop)
  signal.throwIfAborted()
  if (status !== 0) throw new HostsError(`${words[0]} failed: ${last}`)
}
