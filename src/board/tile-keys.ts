interface TileKeysOptions {
  readonly onKey: (key: string, seat: number) => void
}

/** Keys that act on the reader whose tile has the focus. */
const ACTION_KEYS: ReadonlySet<string> = new Set(['m', 'l', 'h', 'e'])

/** One stop of the Tab key for all tiles: arrow keys lead from one to the next, Space selects. */
export class TileKeys {
  readonly #list: HTMLElement
  readonly #onKey: TileKeysOptions['onKey']

  constructor(list: HTMLElement, { onKey }: TileKeysOptions) {
    this.#list = list
    this.#onKey = onKey
    list.addEventListener('keydown', (event) => this.#press(event))
    list.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLElement && target.matches('.tile-name')) this.#makeStop(target)
    })
  }

  /** Called when tiles have come or gone: one of them can be reached with Tab. */
  settle(): void {
    const names = this.#names()
    if (!names.some(({ tabIndex }) => tabIndex === 0) && names[0]) names[0].tabIndex = 0
  }

  #press(event: KeyboardEvent): void {
    const { key, ctrlKey, altKey, metaKey, target } = event
    if (ctrlKey || altKey || metaKey || !(target instanceof HTMLElement)) return
    if (!target.matches('.tile-name')) return
    const names = this.#names()
    const next = names[this.#nextIndex(key, names, names.indexOf(target))]
    const tile = target.closest<HTMLElement>('.tile')
    if (next !== undefined) {
      next.focus()
    } else if (key === ' ') {
      tile?.querySelector('input')?.click()
    } else if (ACTION_KEYS.has(key.toLowerCase())) {
      this.#onKey(key.toLowerCase(), Number(tile?.dataset['seat']))
    } else {
      return
    }
    event.preventDefault()
  }

  /** @returns -1 where the key leads nowhere. */
  #nextIndex(key: string, names: readonly HTMLElement[], index: number): number {
    switch (key) {
      case 'ArrowRight':
        return index + 1
      case 'ArrowLeft':
        return index - 1
      case 'ArrowDown':
        return index + this.#columns()
      case 'ArrowUp':
        return index - this.#columns()
      case 'Home':
        return 0
      case 'End':
        return names.length - 1
      default:
        return -1
    }
  }

  #columns(): number {
    return getComputedStyle(this.#list).gridTemplateColumns.split(' ').length
  }

  #names(): HTMLElement[] {
    return [...this.#list.querySelectorAll<HTMLElement>('.tile-name')]
  }

  #makeStop(name: HTMLElement): void {
    for (const other of this.#list.querySelectorAll<HTMLElement>('.tile-name[tabindex="0"]')) {
      other.tabIndex = -1
    }
    name.tabIndex = 0
  }
}
