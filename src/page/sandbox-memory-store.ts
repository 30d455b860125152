import type { SandboxStatus } from '../../protocol/messages.ts'
import { KeptValue } from '../storage/kept-value.ts'
import {
  NO_MEMORY,
  parseMemory,
  recalled,
  type SandboxMemory,
  shownMemory,
  withRun,
  withValue,
} from './sandbox-memory.ts'

const kept = new KeptValue({
  key: 'blitz-sandbox-1',
  none: NO_MEMORY,
  parse: parseMemory,
})

export function sandboxMemory(): SandboxMemory {
  return shownMemory(kept.value, Date.now())
}

/** Tells `watcher` what is known now, and whenever that changes, by other tabs too. */
export function watchSandboxMemory(watcher: (memory: SandboxMemory) => void): void {
  kept.watch((memory) => watcher(shownMemory(memory, Date.now())))
}

/** The server says what became of the sandbox. */
export function recallSandbox(status: SandboxStatus): void {
  kept.set(recalled(kept.latest, status, Date.now()))
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
