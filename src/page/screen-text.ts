import { Terminal } from '@xterm/xterm'
import { screenLines } from '../../lesson/screen-lines.ts'

/** Lines that are kept; a longer output loses its beginning, as a reader's screen does. */
const SCROLLBACK_LINES = 5000

/**
 * What a reader has before their eyes once `output` was printed: progress bars in their last state.
 * @param columns of the terminal that printed it.
 */
export async function screenText(output: Uint8Array, columns: number): Promise<string> {
  const terminal = new Terminal({ cols: columns, rows: 30, scrollback: SCROLLBACK_LINES })
  try {
    await new Promise<void>((resolve) => terminal.write(output, resolve))
    return screenLines(terminal.buffer.active).join('\n').trimEnd()
  } finally {
    terminal.dispose()
  }
}
