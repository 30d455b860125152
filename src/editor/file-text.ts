/** The text of a file, and how its lines end, so that it is saved as it was. */
export interface FileText {
  readonly text: string
  readonly lineBreak: '\n' | '\r\n'
}

/** @returns undefined where the bytes are no text in UTF-8. */
export function textOf(bytes: Uint8Array): FileText | undefined {
  if (bytes.includes(0)) return undefined
  try {
    // A mark at its beginning belongs to the file.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { text, lineBreak: lineBreakOf(text) }
  } catch {
    return undefined
  }
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** Where only some lines end in CR LF, each CR is a character of its line. */
function lineBreakOf(text: string): '\n' | '\r\n' {
  const feeds = text.match(/\r?\n/g) ?? []
  return feeds.length > 0 && feeds.every((feed) => feed === '\r\n') ? '\r\n' : '\n'
}
