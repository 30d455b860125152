import type { SandboxStatus } from '../../protocol/messages.ts'
import {
  NO_MEMORY,
  parseMemory,
  recalled,
  type SandboxMemory,
  withRun,
  withValue,
} from './sandbox-memory.ts'

/** Raised whenever what is kept is no longer what an older page wrote. */
const KEY = 'blitz-sandbox-1'

const watchers = new Set<(memory: SandboxMemory) => void>()

let memory = NO_MEMORY
memory = load()

export function sandboxMemory(): SandboxMemory {
  return memory
}

/** Tells `watcher` what is known now, and whenever that changes, by other tabs too. */
export function watchSandboxMemory(watcher: (memory: SandboxMemory) => void): void {
  watchers.add(watcher)
  watcher(memory)
}

/** The server says what became of the sandbox. */
export function recallSandbox(status: SandboxStatus): void {
  keep(recalled(load(), status))
}

/** @param block its full name. */
export function rememberRun(block: string): void {
  keep(withRun(load(), block))
}

/** @param name `chapter/name`. */
export function rememberValue(name: string, value: string): void {
  keep(withValue(load(), name, value))
}

export function rememberDirectory(directory: string): void {
  const known = load()
  if (known.directory !== directory) keep({ ...known, directory })
}

function keep(changed: SandboxMemory): void {
  memory = changed
  try {
    if (changed === NO_MEMORY) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, JSON.stringify(changed))
  } catch {
    // Storage that is full or forbidden: what this page knows is all there is.
  }
  for (const watcher of watchers) watcher(memory)
}

/** What every tab wrote; what this page knows where the browser keeps nothing for us. */
function load(): SandboxMemory {
  try {
    return parseMemory(localStorage.getItem(KEY), Date.now())
  } catch {
    return memory
  }
}

addEventListener('storage', ({ key }) => {
  // A null key: all was cleared.
  if (key !== KEY && key !== null) return
  memory = load()
  for (const watcher of watchers) watcher(memory)
})
