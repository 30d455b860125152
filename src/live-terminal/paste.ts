import { phrase } from '../../words/phrase.ts'

/** Text that was pasted, without what could act on the terminal rather than be read. */
export interface CleanedPaste {
  readonly text: string
  /** What was taken out, by name, in the order of appearance. */
  readonly removed: readonly RemovedCharacter[]
}

export interface RemovedCharacter {
  readonly name: string
  readonly count: number
}

const ESCAPE = '\x1b'
/** CSI as one character. */
const CONTROL_SEQUENCE = '\x9b'

/** The markers that begin and end a paste for a program (xterm, "Bracketed Paste Mode"). */
const PASTE_MARKERS = new RegExp(`(?:${ESCAPE}\\[|${CONTROL_SEQUENCE})20[01]~`, 'g')

/** Control characters of both sets (ISO 6429), but for tab and the ends of lines. */
const CONTROLS = /(?![\t\n\r])\p{Control}/gu

/** They make a line read otherwise than it runs (Unicode Standard Annex 9, section 2). */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g

const NAMES: Readonly<Record<string, string>> = {
  '\x00': 'NUL',
  '\x03': 'Ctrl+C',
  '\x04': 'Ctrl+D',
  '\x07': 'BEL',
  '\x08': 'Backspace',
  '\x1a': 'Ctrl+Z',
  '\x1b': 'ESC',
  '\x7f': 'DEL',
}

export function cleanPaste(pasted: string): CleanedPaste {
  const counts = new Map<string, number>()
  const remove = (name: string) => {
    counts.set(name, (counts.get(name) ?? 0) + 1)
    return ''
  }
  const text = pasted
    .replace(PASTE_MARKERS, () => remove(phrase('paste.marker')))
    .replace(CONTROLS, (character) => remove(NAMES[character] ?? codePoint(character)))
    .replace(DIRECTIONS, (character) => remove(codePoint(character)))
  return { text, removed: [...counts].map(([name, count]) => ({ name, count })) }
}

/** How many different characters a sentence names. */
const MOST_NAMES = 5

export function removedSentence(removed: readonly RemovedCharacter[]): string {
  const total = removed.reduce((sum, { count }) => sum + count, 0)
  const named = removed
    .slice(0, MOST_NAMES)
    .map(({ name, count }) => (count === 1 ? name : phrase('paste.times', { name, number: count })))
    .join(', ')
  const names = removed.length > MOST_NAMES ? phrase('paste.and-others', { names: named }) : named
  return phrase('paste.removed', { count: total, names })
}

export function linesSentence(lines: number): string {
  return phrase('paste.lines', { number: lines })
}

export function tooLargeSentence(bytes: number, limit: number): string {
  return phrase('paste.too-large', { size: formatSize(bytes), limit: formatSize(limit) })
}

/** @param bytes of what was typed or pasted last. */
export function waitingSentence(bytes: number, limit: number): string {
  return phrase('paste.not-sent', { size: formatSize(bytes), limit: formatSize(limit) })
}

const KIB = 1024
const MIB = KIB * KIB

/** Rounded up, so that a size over a limit never reads like the limit. */
function formatSize(bytes: number): string {
  if (bytes < MIB) return `${Math.ceil(bytes / KIB)} KiB`
  const shown = `${Math.ceil((bytes / MIB) * 10) / 10} MiB`
  return shown.replace('.', phrase('language.decimal-mark'))
}

function codePoint(character: string): string {
  const number = character.codePointAt(0) ?? 0
  return `U+${number.toString(16).toUpperCase().padStart(4, '0')}`
}
