import { BASE } from '../site/at-base.ts'

/** Why the browser does not keep what it was given: it may not, or it has no room. */
export type StorageTrouble = 'forbidden' | 'full'

type TroubleListener = (trouble: StorageTrouble) => void

let trouble: StorageTrouble | undefined
const troubleListeners = new Set<TroubleListener>()

/** Tells `listener` once that something is remembered by this page alone, from the first time on. */
export function onStorageTrouble(listener: TroubleListener): void {
  if (trouble) listener(trouble)
  else troubleListeners.add(listener)
}

function report(found: StorageTrouble): void {
  trouble ??= found
  for (const listener of troubleListeners) listener(trouble)
  troubleListeners.clear()
}

/** Before each key of a site under a path: another one of this host has keys of its own. */
const PREFIX = BASE === '/' ? '' : `${BASE}:`

/**
 * The only way of this site's code to a storage of the browser. It never throws. What the browser
 * does not keep, because storage is absent, forbidden, full, or was cleared meanwhile, is known for
 * as long as the page is open.
 */
export class BrowserStorage {
  readonly #name: 'localStorage' | 'sessionStorage'
  /** All that this page has read or written. */
  readonly #known = new Map<string, string>()
  /** Keys whose value here is newer than the browser's, which could not be replaced. */
  readonly #unkept = new Set<string>()
  readonly #watchers = new Set<(key: string | undefined) => void>()

  constructor(name: 'localStorage' | 'sessionStorage') {
    this.#name = name
    addEventListener('storage', ({ key, newValue, storageArea }) => {
      if (storageArea !== this.#area || key?.startsWith(PREFIX) === false) return
      // A null key means that all was cleared, which this page survives.
      if (key === null) return this.#tell(undefined)
      const own = key.slice(PREFIX.length)
      this.#unkept.delete(own)
      // Another page removed it.
      if (newValue === null) this.#known.delete(own)
      this.#tell(own)
    })
    addEventListener('pageshow', ({ persisted }) => {
      // A page that was frozen heard of no change: what the browser kept is right.
      if (!persisted || !this.#area) return
      for (const key of this.#known.keys()) if (!this.#unkept.has(key)) this.#known.delete(key)
      this.#tell(undefined)
    })
  }

  get(key: string): string | undefined {
    const kept = this.#unkept.has(key) ? undefined : this.#read(key)
    if (kept === undefined) return this.#known.get(key)
    this.#known.set(key, kept)
    return kept
  }

  /** @param value undefined removes it. */
  set(key: string, value: string | undefined): void {
    if (value === undefined) this.#known.delete(key)
    else this.#known.set(key, value)
    const failure = this.#write(key, value)
    if (failure === undefined || value === undefined) {
      this.#unkept.delete(key)
    } else {
      this.#unkept.add(key)
      report(failure)
    }
  }

  keys(): string[] {
    try {
      const kept = Object.keys(this.#area ?? {}).filter((key) => key.startsWith(PREFIX))
      return [...new Set([...kept.map((key) => key.slice(PREFIX.length)), ...this.#known.keys()])]
    } catch {
      return [...this.#known.keys()]
    }
  }

  /** Tells `watcher` which key another page has changed; undefined where it may be any. */
  watch(watcher: (key: string | undefined) => void): void {
    this.#watchers.add(watcher)
  }

  #read(key: string): string | undefined {
    try {
      return this.#area?.getItem(PREFIX + key) ?? undefined
    } catch {
      return undefined
    }
  }

  #write(key: string, value: string | undefined): StorageTrouble | undefined {
    const area = this.#area
    if (!area) return 'forbidden'
    try {
      if (value === undefined) area.removeItem(PREFIX + key)
      else area.setItem(PREFIX + key, value)
      // A full storage does not throw here: see `GuardStorage.astro`.
      return this.#read(key) === value ? undefined : 'full'
    } catch (error) {
      return (error as Error).name === 'QuotaExceededError' ? 'full' : 'forbidden'
    }
  }

  get #area(): Storage | undefined {
    try {
      return window[this.#name] ?? undefined
    } catch {
      return undefined
    }
  }

  #tell(key: string | undefined): void {
    for (const watcher of this.#watchers) watcher(key)
  }
}

/** For every tab of this site. */
export const siteStorage = new BrowserStorage('localStorage')

/** For this tab, over its pages. */
export const tabStorage = new BrowserStorage('sessionStorage')
