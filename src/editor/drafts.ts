/** Text of a file that is typed and not saved. */
export interface Draft {
  readonly text: string
  /** Version of the file that it began from; absent for a new one. */
  readonly version?: string
}

/** Where drafts are kept: the storage of the tab. */
export interface DraftStorage {
  get(key: string): string | undefined
  set(key: string, value: string | undefined): void
  keys(): string[]
}

const PREFIX = 'blitz-draft:'

/** Unsaved text by path: it outlives a reload, a lost connection, and the sandbox. */
export class Drafts {
  readonly #storage: DraftStorage

  constructor(storage: DraftStorage) {
    this.#storage = storage
  }

  /** @returns undefined where there is none, or something else was kept there. */
  get(path: string): Draft | undefined {
    try {
      const kept = JSON.parse(this.#storage.get(PREFIX + path) ?? 'null') as Draft | null
      if (typeof kept?.text !== 'string') return undefined
      const { text, version } = kept
      return { text, ...(typeof version === 'string' && { version }) }
    } catch {
      return undefined
    }
  }

  set(path: string, draft: Draft | undefined): void {
    this.#storage.set(PREFIX + path, draft && JSON.stringify(draft))
  }

  /** @returns paths with unsaved text, some of files that are not in the sandbox. */
  paths(): string[] {
    return this.#storage
      .keys()
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length))
  }
}
