import type { Element, ElementContent } from 'hast'
import { splitAtValues } from '../../lesson/capture.ts'
import { element, text } from './element.ts'
import { type RecordedValues, valueElement } from './value-content.ts'

/** What a page translator leaves as it is (HTML, 6.1: the attribute `translate`). */
export const UNTRANSLATED = { translate: 'no' } as const

/** Longest word of code that is kept on one line, in UTF-16 units: a phone of 320 px has room for it. */
const UNBROKEN_LENGTH = 24

/** A command or an output, for the children of a `kbd` or a `samp`. */
export function codeElement(children: readonly ElementContent[]): Element {
  return element('code', UNTRANSLATED, children)
}

/**
 * The content of inline code. A browser breaks a line after each hyphen, and would leave `-` at the
 * end of one line and `p` at the start of the next: words with a hyphen are kept whole.
 */
export function inlineCodeContent(value: string, recorded: RecordedValues): ElementContent[] {
  return splitAtValues(value, recorded.values).flatMap((piece) =>
    typeof piece === 'string' ? unbroken(piece) : [valueElement(piece, recorded)],
  )
}

function unbroken(code: string): ElementContent[] {
  return code
    .split(/( +)/)
    .filter((word) => word !== '')
    .map((word) =>
      word.includes('-') && word.length <= UNBROKEN_LENGTH
        ? element('span', { className: ['unbroken'] }, [text(word)])
        : text(word),
    )
}
