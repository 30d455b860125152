import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Reader, ReaderTerminal } from './reader.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes that this process holds, the server of the test included, when nothing is left to collect. */
export function memoryInUse(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Whether a reader's shell answers, with a program that has to be started for it. */
export async function answers(terminal: ReaderTerminal): Promise<boolean> {
  return (await terminal.run('/bin/true')) === 0
}

/** Runs a command beside the terminals. @returns all that it printed, and how it ended. */
export async function inside(
  { client }: Reader,
  command: string,
): Promise<{ status: number | null; output: string }> {
  const { status, stdout, stderr } = await client.exec(command, { milliseconds: 60_000 })
  return { status, output: `${stdout}${stderr}`.trim() }
}
