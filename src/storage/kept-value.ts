import { siteStorage } from './browser-storage.ts'

export interface KeptValueOptions<Value> {
  /** With a number, raised whenever what is kept is no longer what an older page wrote. */
  readonly key: string
  /** Where nothing is known; nothing is kept of it. */
  readonly none: Value
  /** @param text null where nothing is kept; whatever somebody wrote there, else. */
  readonly parse: (text: string | null) => Value
}

/** A value that the browser keeps for every tab of this site. */
export class KeptValue<Value> {
  readonly #options: KeptValueOptions<Value>
  readonly #watchers = new Set<(value: Value) => void>()
  #value: Value

  constructor(options: KeptValueOptions<Value>) {
    this.#options = options
    this.#value = this.latest
    siteStorage.watch((key) => {
      if (key === options.key || key === undefined) this.#tell(this.latest)
    })
  }

  get value(): Value {
    return this.#value
  }

  /** What any tab wrote last. */
  get latest(): Value {
    const { key, parse } = this.#options
    return parse(siteStorage.get(key) ?? null)
  }

  /** Tells `watcher` what is known now, and whenever that changes, by other tabs too. */
  watch(watcher: (value: Value) => void): void {
    this.#watchers.add(watcher)
    watcher(this.#value)
  }

  set(value: Value): void {
    const { key, none } = this.#options
    siteStorage.set(key, value === none ? undefined : JSON.stringify(value))
    this.#tell(value)
  }

  #tell(value: Value): void {
    this.#value = value
    for (const watcher of this.#watchers) watcher(value)
  }
}
