/** A block, a file or a task that is played, and where it is in its file. */
export interface Wait {
  readonly kind: 'block' | 'file' | 'task'
  /** `chapter/name`. */
  readonly name: string
  /** Of the fence in the chapter's file, counted from 1. */
  readonly line: number
}

/** One that has begun. */
export interface BegunWait {
  /** @param what is waited for from now on, such as a command. */
  tell(what: string): void
  end(): void
}

/** Hears of each block and task when its play begins: a play can take minutes. */
export interface Waits {
  begin(wait: Wait): BegunWait
}

/** For whoever shows nothing meanwhile. */
export const SILENT: Waits = { begin: () => ({ tell() {}, end() {} }) }
