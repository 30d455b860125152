import { setTimeout as delay } from 'node:timers/promises'
import type { ScreenText } from './screen-text.ts'

/** What bash prints around a command, whatever stands in the prompt. */
export const COMMAND_START = '\u001b]133;C'
export const COMMAND_END = '\u001b]133;D;'
const PROMPT_END = '\u001b]133;B'

/** Keys typed for each sample of the rest: enough of them for one in a hundred. */
export const KEYS = 25
const BETWEEN_KEYS_MILLISECONDS = 20

/** A terminal of ours or of a peer, as a bench uses it. */
export interface BenchTerminal {
  readonly output: ScreenText
  write(data: string): void
  close(): void
}

/** Waits until a shell that was just opened takes commands. @returns the same terminal. */
export async function atPrompt(terminal: BenchTerminal): Promise<BenchTerminal> {
  await terminal.output.shows(PROMPT_END)
  return terminal
}

/** Brings a new shell to where each key comes back, and nothing else does. */
export async function echoing(terminal: BenchTerminal): Promise<BenchTerminal> {
  await atPrompt(terminal)
  // The kernel echoes, so that no shell's time is counted.
  terminal.write('cat\r')
  await terminal.output.shows(COMMAND_START)
  return terminal
}

/** Types a key into what echoes, after a moment. @returns milliseconds until it came back. */
export async function timeKey(terminal: BenchTerminal): Promise<number> {
  await delay(BETWEEN_KEYS_MILLISECONDS)
  const before = terminal.output.bytes
  const began = performance.now()
  terminal.write('x')
  await terminal.output.reaches(before + 1)
  return performance.now() - began
}
