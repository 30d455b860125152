import type { SandboxStatus } from '../../protocol/messages.ts'
import { KeptValue } from '../storage/kept-value.ts'
import {
  NO_MEMORY,
  parseMemory,
  recalled,
  type SandboxMemory,
  withRun,
  withValue,
} from './sandbox-memory.ts'

const kept = new KeptValue({
  key: 'blitz-sandbox-1',
  none: NO_MEMORY,
  parse: (text) => parseMemory(text, Date.now()),
})

export function sandboxMemory(): SandboxMemory {
  return kept.value
}

/** Tells `watcher` what is known now, and whenever that changes, by other tabs too. */
export function watchSandboxMemory(watcher: (memory: SandboxMemory) => void): void {
  kept.watch(watcher)
}

/** The server says what became of the sandbox. */
export function recallSandbox(status: SandboxStatus): void {
  kept.set(recalled(kept.latest, status))
}

/** @param block its full name. */
export function rememberRun(block: string): void {
  kept.set(withRun(kept.latest, block))
}

/** @param name `chapter/name`. */
export function rememberValue(name: string, value: string): void {
  kept.set(withValue(kept.latest, name, value))
}

export function rememberDirectory(directory: string): void {
  const known = kept.latest
  if (known.directory !== directory) kept.set({ ...known, directory })
}
