/** Of one line, in UTF-16 units: what is longer becomes several. */
const LONGEST_LINE = 500

/** What hosts type into terminals of readers, line by line, as the records keep it. */
export class TypedLines {
  readonly #keep: (look: number, text: string) => void
  readonly #lines = new Map<number, string>()

  /** @param keep told each line once, keys that are no letters as `^C`. */
  constructor(keep: (look: number, text: string) => void) {
    this.#keep = keep
  }

  add(look: number, text: string): void {
    for (const character of text) {
      if (character === '\r' || character === '\n') this.flush(look)
      else this.#add(look, shown(character))
    }
  }

  /** What was typed without Enter is kept, too. */
  flush(look: number): void {
    const line = this.#lines.get(look)
    this.#lines.delete(look)
    if (line) this.#keep(look, line)
  }

  #add(look: number, character: string): void {
    const line = (this.#lines.get(look) ?? '') + character
    this.#lines.set(look, line)
    if (line.length >= LONGEST_LINE) this.flush(look)
  }
}

/** Control characters in caret notation (ECMA-48 C0: `^C` is 3), so that a record shows what was pressed. */
function shown(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`
  return code === 0x7f ? '^?' : character
}
