import headless from '@xterm/headless'
import { screenLines } from '../lesson/screen-lines.ts'

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
    return screenLines(terminal.buffer.active).join('\n').trimEnd()
  } finally {
    terminal.dispose()
  }
}
