/** Events of one kind as they happen, and whoever listens to them. */
export class Stream<Event> {
  readonly #listeners = new Set<(event: Event) => void>()

  /** @returns how to stop. */
  subscribe(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Tells everybody, in the order in which they came. */
  emit(event: Event): void {
    for (const listener of this.#listeners) listener(event)
  }
}
