import headless from '@xterm/headless'

/** Lines of output that a screen holds; a longer output loses its beginning. */
const SCROLLBACK_LINES = 20_000

export const RUNNER_COLUMNS = 120
export const RUNNER_ROWS = 30

/**
 * What a reader has before their eyes once `output` was printed: progress bars in their last state,
 * colours gone, lines without trailing blanks.
 */
export async function screenText(output: Uint8Array): Promise<string> {
  const terminal = new headless.Terminal({
    cols: RUNNER_COLUMNS,
    rows: RUNNER_ROWS,
    scrollback: SCROLLBACK_LINES,
    allowProposedApi: true,
  })
  try {
    await new Promise<void>((resolve) => terminal.write(output, resolve))
    return linesOf(terminal).join('\n').trimEnd()
  } finally {
    terminal.dispose()
  }
}

/** A line that was too long for the screen is one line. */
function linesOf(terminal: headless.Terminal): string[] {
  const lines: string[] = []
  const buffer = terminal.buffer.active
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
