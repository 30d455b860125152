/** What of a terminal's buffer is read: those of xterm.js and of its headless sister both fit. */
export interface ScreenBuffer {
  readonly length: number
  getLine(index: number): ScreenLine | undefined
}

interface ScreenLine {
  readonly isWrapped: boolean
  translateToString(trimRight?: boolean): string
}

/** @returns the lines as they were printed: one that was too long for the screen is one line. */
export function screenLines(buffer: ScreenBuffer): string[] {
  const lines: string[] = []
  for (let index = 0; index < buffer.length; index++) {
    const line = buffer.getLine(index)
    if (line === undefined) continue
    const goesOn = buffer.getLine(index + 1)?.isWrapped ?? false
    const text = line.translateToString(!goesOn)
    if (line.isWrapped) lines.push(`${lines.pop() ?? ''}${text}`)
    else lines.push(text)
  }
  return lines.map((line) => line.trimEnd())
}
