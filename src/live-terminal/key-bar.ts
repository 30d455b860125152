import { phrase } from '../../words/phrase.ts'

const ESCAPE = '\x1b'

/** The keys that a touch keyboard lacks, and what each one types. */
interface BarKey {
  readonly label: string
  readonly name: string
  readonly data: string
  /** What it types instead for a program that asked for application cursor keys (DECCKM). */
  readonly applicationData?: string
}

const KEYS: readonly BarKey[] = [
  { label: 'Esc', name: phrase('keys.escape'), data: ESCAPE },
  { label: 'Tab', name: phrase('keys.tab'), data: '\t' },
  cursorKey('←', phrase('keys.left'), 'D'),
  cursorKey('↓', phrase('keys.down'), 'B'),
  cursorKey('↑', phrase('keys.up'), 'A'),
  cursorKey('→', phrase('keys.right'), 'C'),
  {
    label: `${phrase('keys.label-control')}+C`,
    name: phrase('keys.control', { letter: 'C' }),
    data: '\x03',
  },
  {
    label: `${phrase('keys.label-control')}+D`,
    name: phrase('keys.control', { letter: 'D' }),
    data: '\x04',
  },
  {
    label: `${phrase('keys.label-control')}+Z`,
    name: phrase('keys.control', { letter: 'Z' }),
    data: '\x1a',
  },
  {
    label: `${phrase('keys.label-control')}+L`,
    name: phrase('keys.control', { letter: 'L' }),
    data: '\x0c',
  },
  { label: phrase('keys.label-page-up'), name: phrase('keys.page-up'), data: `${ESCAPE}[5~` },
  { label: phrase('keys.label-page-down'), name: phrase('keys.page-down'), data: `${ESCAPE}[6~` },
  cursorKey(phrase('keys.label-home'), phrase('keys.home'), 'H'),
  cursorKey(phrase('keys.label-end'), phrase('keys.end'), 'F'),
  { label: '|', name: phrase('keys.pipe'), data: '|' },
  { label: '~', name: phrase('keys.tilde'), data: '~' },
  { label: '/', name: phrase('keys.slash'), data: '/' },
  { label: '-', name: phrase('keys.hyphen'), data: '-' },
]

export interface KeyBarActions {
  readonly type: (data: string) => void
  /** Gives the terminal the focus, so that the touch keyboard comes. */
  readonly focus: () => void
  /** Whether the program asked for application cursor keys. */
  readonly hasApplicationKeys: () => boolean
}

/** A row of keys under a terminal; the stylesheet shows it where the pointer is a finger. */
export class KeyBar {
  readonly #control: HTMLButtonElement

  constructor(place: HTMLElement, { type, focus, hasApplicationKeys }: KeyBarActions) {
    const bar = document.createElement('div')
    bar.className = 'terminal-keys'
    bar.role = 'toolbar'
    bar.ariaLabel = phrase('keys.bar')
    // A press leaves the focus where it is: a touch keyboard neither goes nor comes.
    bar.addEventListener('mousedown', (event) => event.preventDefault())
    this.#control = button(phrase('keys.label-control'), phrase('keys.control-next'))
    this.#control.ariaPressed = 'false'
    this.#control.addEventListener('click', () => {
      this.#hold(this.#control.ariaPressed === 'false')
      focus()
    })
    const buttons = KEYS.map(({ label, name, data, applicationData = data }) => {
      const key = button(label, name)
      key.addEventListener('click', () => type(hasApplicationKeys() ? applicationData : data))
      return key
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

/** @param final the last letter of the key's sequence. */
function cursorKey(label: string, name: string, final: string): BarKey {
  return { label, name, data: `${ESCAPE}[${final}`, applicationData: `${ESCAPE}O${final}` }
}

function button(label: string, name: string): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = label
  element.ariaLabel = name
  return element
}
