/** What a pressed key does while a terminal has the focus. */
export type KeyMeaning =
  /** It is the program's, as in any terminal. */
  | 'program'
  /** It is the browser's: copying and pasting by its own keys. */
  | 'browser'
  /** An input method or a dead key uses it; the text arrives by an `input` event. */
  | 'text'
  | 'leave'
  | 'copy'
  | 'find'

export type PressedKey = Pick<
  KeyboardEvent,
  'key' | 'code' | 'keyCode' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'
>

/** The `keyCode` of every key that an input method handles (UI Events, section 8.3). */
const INPUT_METHOD = 229

/**
 * Ctrl+V pastes and Ctrl+C interrupts, as in the terminal of VS Code on Linux. On a Mac both belong
 * to the program, because Command pastes and copies there.
 */
export function keyMeaning(event: PressedKey, isMac: boolean): KeyMeaning {
  if (event.keyCode === INPUT_METHOD) return 'text'
  const { key, ctrlKey, shiftKey, altKey, metaKey } = event
  if (key === 'Escape' && shiftKey && !ctrlKey && !altKey && !metaKey) return 'leave'
  if (altKey) return 'program'
  const letter = letterOf(event)
  if (isMac) {
    if (letter === 'f' && metaKey && !ctrlKey) return 'find'
    return metaKey && 'cv'.includes(letter) ? 'browser' : 'program'
  }
  if (key === 'Insert' && (shiftKey || ctrlKey)) return 'browser'
  if (!ctrlKey || letter === '') return 'program'
  if (letter === 'v') return 'browser'
  if (letter === 'c' && shiftKey) return 'copy'
  return letter === 'f' && shiftKey ? 'find' : 'program'
}

/** Keys that move the page or the focus when they reach the browser. */
const MOVING = /^(F\d{1,2}|Page(Up|Down)|Home|End|Arrow(Up|Down)|Tab|Delete|Insert)$/

/**
 * In screen reader mode xterm lets keys through to its text field, so that the reader hears them.
 * @returns whether a key of the program's must not get through, since the browser would act on it.
 */
export function mustNotReachBrowser({ key }: Pick<KeyboardEvent, 'key'>): boolean {
  return MOVING.test(key)
}

/** Whether a key types a character, rather than a control sequence. */
export function isCharacter({ key, ctrlKey, metaKey }: PressedKey): boolean {
  return [...key].length === 1 && !ctrlKey && !metaKey
}

/** The Latin letter on a key, also where the layout has another script on it; or an empty string. */
function letterOf({ key, code }: PressedKey): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  const isOtherScript = /^\P{ASCII}$/u.test(key)
  return isOtherScript ? (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? '') : ''
}
