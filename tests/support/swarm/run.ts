import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { systemEnvironment } from '../../../sandbox-server/common/debian-packages.ts'

/** Runs a program of the system to its end. @returns what it printed. @throws with what it said. */
export async function run(
  [program = '', ...words]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(program, words, {
    env: { ...systemEnvironment(), ...environment },
    maxBuffer: 16 * 1024 * 1024,
  })
  return stdout
}
