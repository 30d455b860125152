const ESCAPE = '\x1b'

/** The keys that a touch keyboard lacks, and what each one types. */
const KEYS: readonly (readonly [label: string, name: string, data: string])[] = [
  ['Esc', 'Escape', ESCAPE],
  ['Tab', 'Tab', '\t'],
  ['←', 'Left', `${ESCAPE}[D`],
  ['↓', 'Down', `${ESCAPE}[B`],
  ['↑', 'Up', `${ESCAPE}[A`],
  ['→', 'Right', `${ESCAPE}[C`],
]

/** A row of keys under a terminal; the stylesheet shows it where the pointer is a finger. */
export class KeyBar {
  readonly #control: HTMLButtonElement

  /** @param focus gives the focus back to the terminal, so that the touch keyboard stays. */
  constructor(place: HTMLElement, type: (data: string) => void, focus: () => void) {
    const bar = document.createElement('div')
    bar.className = 'terminal-keys'
    bar.role = 'toolbar'
    bar.ariaLabel = 'Keys'
    this.#control = key('Ctrl', 'Control, for the next key')
    this.#control.ariaPressed = 'false'
    this.#control.addEventListener('click', () => {
      this.#hold(this.#control.ariaPressed === 'false')
      focus()
    })
    const buttons = KEYS.map(([label, name, data]) => {
      const button = key(label, name)
      button.addEventListener('click', () => {
        type(data)
        focus()
      })
      return button
    })
    bar.append(this.#control, ...buttons)
    place.append(bar)
  }

  /** What a typed character means while Ctrl is held: `c` becomes Ctrl+C. */
  modify(data: string): string {
    if (this.#control.ariaPressed !== 'true' || data.length !== 1) return data
    this.#hold(false)
    const code = data.toUpperCase().charCodeAt(0)
    return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : data
  }

  #hold(held: boolean): void {
    this.#control.ariaPressed = String(held)
  }
}

function key(label: string, name: string): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = label
  button.ariaLabel = name
  return button
}
