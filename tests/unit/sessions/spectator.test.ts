import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SCROLLBACK_BYTES } from '../../../protocol/limits.ts'
import {
  currentScreen,
  type Screen,
  Spectator,
} from '../../../sandbox-server/sessions/terminals/spectator.ts'
import { Terminal } from '../../../sandbox-server/sessions/terminals/terminal.ts'
import { HandedClock } from '../../support/handed-clock.ts'
import { until } from '../../support/reader.ts'
import { TestPty } from '../../support/test-pty.ts'

const MINUTE = 60_000
const SIZE = { columns: 40, rows: 6 }

function make(detachedMilliseconds = MINUTE) {
  const pty = new TestPty()
  const terminal = new Terminal(pty, detachedMilliseconds, undefined, undefined, SIZE)
  onTestFinished(() => terminal.close())
  return { pty, terminal }
}

/** Prints, and lets it arrive. */
async function print({ pty, terminal }: ReturnType<typeof make>, text: string) {
  const end = terminal.kept.end + Buffer.byteLength(text)
  pty.print(text)
  await until(() => terminal.kept.end >= end, 'what was printed')
}

function look(terminal: Terminal, clock = new HandedClock()) {
  const seen = {
    hasRoom: true,
    screens: [] as Screen[],
    text: '',
    /** Since the last screen. */
    bytes: 0,
    sizes: [] as string[],
    hasEnded: false,
  }
  const spectator = new Spectator(
    terminal,
    {
      headroom: 2,
      screen: (screen) => {
        if (seen.hasRoom) seen.screens.push(screen)
        seen.bytes = 0
        return seen.hasRoom
      },
      output: (offset, frame) => {
        expect(offset).toBe((seen.screens.at(-1)?.offset ?? 0) + seen.bytes)
        if (seen.hasRoom) seen.bytes += frame.length - 2
        if (seen.hasRoom) seen.text += frame.toString('latin1', 2)
        return seen.hasRoom
      },
      size: ({ columns, rows }) => seen.sizes.push(`${columns}x${rows}`),
      ended: () => {
        seen.hasEnded = true
      },
    },
    clock,
  )
  onTestFinished(() => spectator[Symbol.dispose]())
  return { seen, spectator, clock }
}

/** A page of the reader, which reads nothing where the test does not acknowledge. */
function watch(terminal: Terminal, size = SIZE) {
  const sizes: boolean[] = []
  const control = terminal.watch(
    {
      writer: 'page',
      headroom: 0,
      output: () => true,
      taken() {},
      size: ({ owned }) => sizes.push(owned),
      exited() {},
    },
    size,
  )
  control.begin()
  return { ...control, sizes }
}

describe('somebody who looks at a terminal', () => {
  it('sees the screen as it is, and then each byte that follows', async () => {
    const made = make()
    await print(made, 'gone\x1b[2J\x1b[H\x1b[32m$\x1b[m docker ps')
    const { seen } = look(made.terminal)
    await until(() => seen.screens.length === 1, 'the screen')
    const [screen] = seen.screens as [Screen]
    expect(screen).toMatchObject({ ...SIZE, offset: made.terminal.kept.end })
    expect(screen.text).toContain('\x1b[32m$')
    expect(screen.text).toContain('docker ps')
    expect(screen.text).not.toContain('gone')
    await print(made, '\r\nCONTAINER ID')
    expect(seen.text).toBe('\r\nCONTAINER ID')
  })

  it('sees a full-screen program as it is, and the shell when that has ended', async () => {
    const made = make()
    await print(made, '$ vi\x1b[?1049h\x1b[H~ file')
    const { text, columns, rows } = await currentScreen(made.terminal)
    const copy = make()
    await print(copy, text)
    await print(copy, '\x1b[?1049l')
    expect({ columns, rows }).toEqual(SIZE)
    expect((await currentScreen(copy.terminal)).text).toContain('$ vi')
  })

  it('neither owns nor changes the size, and is told of each', async () => {
    const made = make()
    const { seen } = look(made.terminal)
    await until(() => seen.screens.length === 1, 'the screen')
    expect(made.pty.sizes).toEqual([])
    const page = watch(made.terminal, { columns: 100, rows: 30 })
    expect(page.size).toEqual({ columns: 100, rows: 30, owned: true })
    expect(made.pty.sizes).toEqual(['100x30'])
    expect(seen.sizes).toEqual(['100x30'])
  })

  it('does not count as somebody who watches: a shell that is left ends in its time', async () => {
    const made = make(1)
    const { seen } = look(made.terminal)
    expect(made.terminal.isWatched).toBe(false)
    await until(() => made.pty.closedByTerminal && seen.hasEnded, 'the end of the shell')
  })

  it('neither slows the shell nor lets it run on: the pages of the reader do', async () => {
    const made = make()
    watch(made.terminal)
    const { seen } = look(made.terminal)
    await until(() => seen.screens.length === 1, 'the screen')
    for (let sent = 0; sent < 4; sent += 1) made.pty.print('x'.repeat(16 * 1024))
    await until(() => made.pty.isPaused(), 'the shell to wait')
    const alone = make()
    const slow = look(alone.terminal)
    slow.seen.hasRoom = false
    await print(alone, 'y'.repeat(64 * 1024))
    expect(alone.pty.isPaused()).toBe(false)
  })

  it('with a full line goes on where it was, once there is room', async () => {
    const made = make()
    const { seen, clock } = look(made.terminal)
    await until(() => seen.screens.length === 1, 'the screen')
    seen.hasRoom = false
    await print(made, 'one ')
    await print(made, 'two')
    seen.hasRoom = true
    expect(seen.text).toBe('')
    await clock.advance(100)
    expect(seen).toMatchObject({ text: 'one two', screens: [{}] })
  })

  it('is shown no more repeats than a screen has rows, also over a line that is full', async () => {
    const made = make()
    const { seen, clock } = look(made.terminal)
    await until(() => seen.screens.length === 1, 'the screen')
    await print(made, 'a\x1b[60')
    seen.hasRoom = false
    await print(made, '0Sb')
    seen.hasRoom = true
    await clock.advance(100)
    await print(made, 'c')
    expect(seen.text).toBe('a\x1b[500Sbc')
  })

  it('with a line that is full for long skips to the screen as it is by then', async () => {
    const made = make()
    const { seen, clock } = look(made.terminal)
    await until(() => seen.screens.length === 1, 'the screen')
    seen.hasRoom = false
    await print(made, `${'x'.repeat(2 * SCROLLBACK_BYTES)}\r\nlast line`)
    seen.hasRoom = true
    await clock.advance(100)
    // The first screen is no second old.
    expect(seen.screens.length).toBe(1)
    await clock.advance(1000)
    await until(() => seen.screens.length === 2, 'the second screen')
    expect(seen.screens[1]?.text).toContain('last line')
    expect(seen.screens[1]?.offset).toBe(made.terminal.kept.end)
    await print(made, '!')
    expect(seen.text).toBe('!')
  })

  it('sees not one byte more once that has ended', async () => {
    const made = make()
    const { seen, spectator, clock } = look(made.terminal)
    await until(() => seen.screens.length === 1, 'the screen')
    seen.hasRoom = false
    await print(made, 'waits')
    spectator[Symbol.dispose]()
    seen.hasRoom = true
    await print(made, ' and comes late')
    await clock.advance(MINUTE)
    expect(seen.text).toBe('')
    expect(clock.timers).toBe(0)
    const early = look(made.terminal)
    early.spectator[Symbol.dispose]()
    await currentScreen(made.terminal)
    await delay(1)
    expect(early.seen.screens).toEqual([])
  })

  it('sees the last bytes of a shell, and that it has ended', async () => {
    const made = make()
    watch(made.terminal)
    const { seen } = look(made.terminal)
    await until(() => seen.screens.length === 1, 'the screen')
    made.pty.print('exit\r\n')
    made.pty.end(0)
    await until(() => seen.hasEnded, 'the end')
    expect(seen.text).toBe('exit\r\n')
  })

  it('does not type by looking: the reader alone uses the terminal', async () => {
    const made = make()
    const { seen } = look(made.terminal)
    await print(made, 'what are you?\x1b[c\x1b[6n')
    await until(() => seen.screens.length === 1, 'the screen')
    await currentScreen(made.terminal)
    expect(made.pty.typed).toEqual([])
    expect(made.terminal.usedAt).toBe(0)
  })
})
