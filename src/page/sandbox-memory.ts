import type { SandboxStatus } from '../../protocol/messages.ts'
import { usablePath } from '../../protocol/path.ts'

/** Longest captured value, in UTF-16 units: names, ids and digests are shorter. */
const MAXIMUM_VALUE_LENGTH = 256

/** What a browser knows of its reader's sandbox. It is forgotten with the sandbox. */
export interface SandboxMemory {
  /** The sandbox's id; empty while none is known. */
  readonly sandbox: string
  /** When the sandbox ends at the latest, in milliseconds since 1970 by this browser's clock. */
  readonly endsAt: number
  /** Full names of the blocks that ran in it with success. */
  readonly ran: readonly string[]
  /** Captured values, by `chapter/name`. */
  readonly values: Readonly<Record<string, string>>
  /** Where the next shell starts. */
  readonly directory: string | undefined
}

export const NO_MEMORY: SandboxMemory = {
  sandbox: '',
  endsAt: 0,
  ran: [],
  values: {},
  directory: undefined,
}

/** @returns nothing where the text is not what a page wrote. */
export function parseMemory(text: string | null): SandboxMemory {
  try {
    const { sandbox, endsAt, ran, values, directory } = JSON.parse(text ?? '{}') as SandboxMemory
    const isUsable =
      typeof sandbox === 'string' &&
      typeof endsAt === 'number' &&
      Array.isArray(ran) &&
      typeof values === 'object' &&
      values !== null
    if (!isUsable) return NO_MEMORY
    const usable = Object.entries(values).filter(([, value]) => isUsableValue(value))
    return {
      sandbox,
      endsAt,
      ran: ran.filter((block) => typeof block === 'string'),
      values: Object.fromEntries(usable),
      directory: usablePath(directory),
    }
  } catch {
    return NO_MEMORY
  }
}

/**
 * What may be shown before the server has been asked: nothing of a sandbox whose time is over. That
 * is no reason to forget it, because this browser's clock may have been set meanwhile.
 */
export function shownMemory(memory: SandboxMemory, now: number): SandboxMemory {
  return memory.endsAt > now ? memory : NO_MEMORY
}

/** What is still true once the server has said, at `now`, what became of the sandbox. */
export function recalled(memory: SandboxMemory, status: SandboxStatus, now: number): SandboxMemory {
  // One that starts, or is reached again by a server that was restarted, says which it is when it is ready.
  if (status.state === 'starting' || status.state === 'queued') return memory
  if (status.state !== 'ready') return NO_MEMORY
  const { id } = status
  const endsAt = now + status.secondsLeft * 1000
  return { ...(memory.sandbox === id ? memory : NO_MEMORY), sandbox: id, endsAt }
}

/** @param block its full name. */
export function withRun(memory: SandboxMemory, block: string): SandboxMemory {
  return { ...memory, ran: [...new Set(memory.ran).add(block)] }
}

/** @param name `chapter/name`. @param value left out where a command could not hold it. */
export function withValue(memory: SandboxMemory, name: string, value: string): SandboxMemory {
  if (!isUsableValue(value)) return memory
  return { ...memory, values: { ...memory.values, [name]: value } }
}

/** Values come out of what programs print, and go into commands: one line, with nothing but text. */
function isUsableValue(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value.length <= MAXIMUM_VALUE_LENGTH &&
    !/[\p{Cc}\p{Cs}]/u.test(value)
  )
}
