/** A value that changes, and whoever wants to know: told of each change, not of what is now. */
export class Watched<Value> {
  readonly #watchers = new Set<(value: Value) => void>()
  #value: Value

  constructor(value: Value) {
    this.#value = value
  }

  get value(): Value {
    return this.#value
  }

  set(value: Value): void {
    this.#value = value
    for (const watcher of this.#watchers) watcher(value)
  }

  /** @returns how to stop. */
  watch(watcher: (value: Value) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }
}
