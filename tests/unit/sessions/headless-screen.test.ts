import { describe, expect, it } from 'vitest'
import { HeadlessScreen } from '../../../sandbox-server/sessions/terminals/headless-screen.ts'
import { OutputBuffer } from '../../../sandbox-server/sessions/terminals/output-buffer.ts'

const KEPT_BYTES = 256 * 1024
const BOUNDS = { longest: 64 * 1024, tail: 8 * 1024 }

/** The output of a terminal that prints when the test says so. */
class Output {
  readonly kept = new OutputBuffer(KEPT_BYTES)
  size: { columns: number; rows: number } | undefined = { columns: 20, rows: 5 }
  /** Bytes that were read. */
  read = 0

  print(text: string): void {
    this.kept.append(Buffer.from(text))
  }

  copy(offset: number, target: Buffer): void {
    this.read += target.length
    this.kept.copy(offset, target)
  }
}

async function rowsOf(output: Output, screen = new HeadlessScreen(output, BOUNDS)) {
  await screen.update()
  return screen.lastRows(3, 10)
}

describe('the rows of a screen', () => {
  it.each([
    ['an empty screen', '', ['']],
    ['a prompt', '$ ', ['$']],
    ['colours and marks', '\x1b]133;A\x07\x1b[32m$\x1b[m ls', ['$ ls']],
    ['the last rows, cut', 'one\r\ntwo\r\nthree\r\n0123456789abc', ['two', 'three', '0123456789']],
    ['what has scrolled away', '1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n', ['5', '6', '']],
    ['a bar that draws itself anew', 'pull\r\n10%\r20%\r', ['pull', '20%']],
    ['below the cursor, too', 'top\r\nmiddle\r\nbottom\x1b[H', ['top', 'middle', 'bottom']],
    ['what would turn the text around', 'a\u202eb\u2066c', ['abc']],
  ])('show %s', async (_what, printed, expected) => {
    const output = new Output()
    output.print(printed)
    expect(await rowsOf(output)).toEqual(expected)
  })
})

describe('a screen that is updated now and then', () => {
  it('reads only what is new', async () => {
    const output = new Output()
    const screen = new HeadlessScreen(output, BOUNDS)
    output.print('first\r\n')
    await screen.update()
    output.read = 0
    output.print('second')
    expect(screen.due).toBe(6)
    expect(await rowsOf(output, screen)).toEqual(['first', 'second'])
    expect(output.read).toBe(6)
    expect(screen.isBehind).toBe(false)
  })

  it('reads no more than the end of a print that is long', async () => {
    const output = new Output()
    const screen = new HeadlessScreen(output, BOUNDS)
    output.print(`${'a line that nobody reads\r\n'.repeat(9000)}\x1b[31mlast\r\n$ `)
    expect(screen.due).toBe(BOUNDS.tail)
    expect((await rowsOf(output, screen)).slice(-2)).toEqual(['last', '$'])
    expect(screen.offset).toBe(output.kept.end)
  })

  it('knows of a full-screen program that has ended in what was left out', async () => {
    const output = new Output()
    const screen = new HeadlessScreen(output, BOUNDS)
    output.print('$ vi\r\n\x1b[?1049hfile')
    expect(await rowsOf(output, screen)).toEqual(['', 'file'])
    output.print(`${'x'.repeat(70_000)}\x1b[?1049l${'y\r\n'.repeat(4000)}$ `)
    await screen.update()
    output.print('\x1b[?1049h\x1b[H\x1b[?1049l')
    expect((await rowsOf(output, screen)).at(-1)).toBe('$')
  })

  it('goes on where the output is kept no longer', async () => {
    const output = new Output()
    const screen = new HeadlessScreen(output, { longest: 2 * KEPT_BYTES, tail: KEPT_BYTES })
    await screen.update()
    output.print(`\x1b[31${'z'.repeat(2 * KEPT_BYTES)}\r\nend`)
    expect((await rowsOf(output, screen)).at(-1)).toBe('end')
  })

  it('has the size of its terminal', async () => {
    const output = new Output()
    output.size = undefined
    const screen = new HeadlessScreen(output, BOUNDS)
    expect(screen.size).toEqual({ columns: 80, rows: 24 })
    output.size = { columns: 100, rows: 30 }
    expect(screen.isBehind).toBe(true)
    await screen.update()
    expect(screen.size).toEqual({ columns: 100, rows: 30 })
  })

  it('reads nothing more once it is disposed of', async () => {
    const output = new Output()
    const screen = new HeadlessScreen(output, BOUNDS)
    output.print('x'.repeat(60_000))
    const update = screen.update()
    screen[Symbol.dispose]()
    const { read } = output
    await update
    await screen.update()
    expect(output.read).toBe(read)
  })
})
