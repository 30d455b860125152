import { FenceError } from './fence-error.ts'

/** What is typed once a command's output shows something. */
export interface Answer {
  readonly when: string
  /** As it goes to the PTY: a line with its Enter, or a control character. */
  readonly keys: string
}

/**
 * Reads `"Username: -> reader; Password: -> secret"`: each answer a line that is typed, or
 * `Ctrl+` with a letter.
 * @throws {FenceError}
 */
export function parseAnswers(value: string): readonly Answer[] {
  return value.split(';').map((part) => {
    const [, when, what] = /^\s*(.+?)\s*->\s*(.*?)\s*$/.exec(part) ?? []
    if (when === undefined || what === undefined) {
      throw new FenceError(
        `answer="${value}" is not usable: it takes "what is shown -> what is typed".`,
      )
    }
    return { when, keys: keysOf(what) }
  })
}

function keysOf(what: string): string {
  const letter = /^Ctrl\+([A-Z])$/i.exec(what)?.[1]
  // Control characters are the letters' places in the alphabet (ECMA-48).
  if (letter) return String.fromCharCode(letter.toUpperCase().charCodeAt(0) - 64)
  return `${what}\r`
}
