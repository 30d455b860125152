/** Longest code that is kept on one line, in UTF-16 units. */
const UNBROKEN_LENGTH = 24

/** A sentence as pieces: plain words, and code between backticks, as Markdown writes it. */
export type SentencePiece = { readonly kind: 'words' | 'code'; readonly text: string }

/** @returns the pieces of a sentence; a backtick without a partner stays as it is. */
export function splitAtCode(sentence: string): readonly SentencePiece[] {
  return sentence
    .split(/(`[^`]+`)/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      /^`[^`]+`$/.test(piece)
        ? { kind: 'code', text: piece.slice(1, -1) }
        : { kind: 'words', text: piece },
    )
}

/** @returns the nodes that show a sentence in the page. */
export function wordsWithCode(sentence: string): readonly Node[] {
  return splitAtCode(sentence).map(({ kind, text }) => {
    if (kind === 'words') return document.createTextNode(text)
    const code = document.createElement('code')
    code.translate = false
    code.textContent = text
    if (text.length <= UNBROKEN_LENGTH) code.className = 'unbroken'
    return code
  })
}
