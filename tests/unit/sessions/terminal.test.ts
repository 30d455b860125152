import { describe, expect, it } from 'vitest'
import { FIRST_WINDOW_BYTES, SCROLLBACK_BYTES, WINDOW_BYTES } from '../../../protocol/limits.ts'
import { Terminal, type TerminalExit } from '../../../sandbox-server/sessions/terminals/terminal.ts'
import { until } from '../../support/reader.ts'
import { TestPty } from '../../support/test-pty.ts'

/** Collects what a watcher is sent. */
function watch(terminal: Terminal, from?: number) {
  const seen = {
    text: '',
    bytes: 0,
    skipped: 0,
    /** Whether its way takes more. */
    hasRoom: true,
    exit: undefined as TerminalExit | undefined,
    taken: [] as [offset: number, again: boolean][],
  }
  const control = terminal.watch(
    {
      writer: 'page',
      headroom: 3,
      taken: (...taken) => seen.taken.push(taken),
      size() {},
      output(offset, frame) {
        const bytes = frame.subarray(3)
        seen.skipped += offset - (control.offset + seen.bytes + seen.skipped)
        seen.bytes += bytes.length
        // Of what a flood prints the end is enough.
        seen.text = (seen.text + bytes.toString('latin1')).slice(-100)
        return seen.hasRoom
      },
      exited(exit) {
        seen.exit = exit
      },
    },
    { columns: 80, rows: 24 },
    { from },
  )
  control.begin()
  return { seen, ...control, consumed: () => control.offset + seen.bytes + seen.skipped }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))
const MINUTE = 60_000

describe('a terminal', () => {
  it('sends what comes, and the rest to one who comes back', async () => {
    const pty = new TestPty()
    const terminal = new Terminal(pty, MINUTE)
    const first = watch(terminal)
    pty.print('hello ')
    await settled()
    first.stop()
    pty.print('world')
    await settled()
    expect(first.seen.text).toBe('hello ')
    const second = watch(terminal, 6)
    expect(second.seen.text).toBe('world')
    expect(second.offset).toBe(6)
    terminal.close()
  })

  it('shows the same to two watchers', async () => {
    const pty = new TestPty()
    const terminal = new Terminal(pty, MINUTE)
    const watches = [watch(terminal), watch(terminal)]
    pty.print('both')
    await settled()
    expect(watches.map(({ seen }) => seen.text)).toEqual(['both', 'both'])
    terminal.close()
  })

  it('never sends more than its window ahead, stops to read, and goes further where it is read', async () => {
    const pty = new TestPty()
    const terminal = new Terminal(pty, MINUTE)
    const watcher = watch(terminal)
    for (let sent = 0; sent < 2 * WINDOW_BYTES; sent += 64 * 1024)
      pty.print(Buffer.alloc(64 * 1024))
    await settled()
    expect(watcher.seen.bytes).toBe(FIRST_WINDOW_BYTES)
    expect(pty.isPaused()).toBe(true)
    const half = FIRST_WINDOW_BYTES / 2
    watcher.acknowledge(half)
    await settled()
    // Quickly acknowledged, the window is twice as large.
    expect(watcher.seen.bytes).toBe(half + 2 * FIRST_WINDOW_BYTES)
    terminal.close()
  })

  it('lets a slow watcher skip, never the fast one wait, and never anything stall', async () => {
    const pty = new TestPty()
    const terminal = new Terminal(pty, MINUTE)
    const fast = watch(terminal)
    const slow = watch(terminal)
    const total = 4 * SCROLLBACK_BYTES
    for (let sent = 0; sent < total; sent += 32 * 1024) {
      pty.print(Buffer.alloc(32 * 1024))
      await settled()
      fast.acknowledge(fast.consumed())
      await settled()
    }
    expect(fast.seen.bytes).toBe(total)
    expect(slow.seen.bytes).toBe(FIRST_WINDOW_BYTES)
    while (slow.consumed() < total) {
      const before = slow.consumed()
      slow.acknowledge(before)
      expect(slow.consumed()).toBeGreaterThan(before)
    }
    expect(fast.seen.skipped).toBe(0)
    expect(slow.seen.skipped).toBeGreaterThan(0)
    terminal.close()
  })

  it('waits with a watcher whose way is full, and goes on where it was', async () => {
    const pty = new TestPty()
    const terminal = new Terminal(pty, MINUTE)
    const watcher = watch(terminal)
    watcher.seen.hasRoom = false
    for (const piece of ['one ', 'two ', 'three']) {
      pty.print(piece)
      await settled()
    }
    expect(watcher.seen.text).toBe('one ')
    watcher.seen.hasRoom = true
    watcher.resume()
    expect(watcher.seen.text).toBe('one two three')
    pty.end(0)
    await terminal.exited
    expect(watcher.seen.exit).toEqual({ status: 0, signal: null })
  })

  it('reads on while nobody watches, and keeps the end', async () => {
    const pty = new TestPty()
    const terminal = new Terminal(pty, MINUTE)
    for (let count = 0; count < 40; count++) {
      pty.print(Buffer.alloc(64 * 1024))
      await settled()
    }
    pty.print('the end')
    await settled()
    const watcher = watch(terminal)
    expect(watcher.offset).toBeGreaterThan(0)
    const isAtEnd = () => watcher.seen.text.endsWith('the end')
    for (let left = 100; left > 0 && !isAtEnd(); left--) watcher.acknowledge(watcher.consumed())
    expect(isAtEnd()).toBe(true)
    terminal.close()
  })

  it('tells the exit after the last byte, also to one who comes later', async () => {
    const pty = new TestPty()
    const terminal = new Terminal(pty, MINUTE)
    const watcher = watch(terminal)
    pty.print('bye')
    pty.end(3)
    expect(await terminal.exited).toEqual({ status: 3, signal: null })
    expect(watcher.seen).toMatchObject({ text: 'bye', exit: { status: 3 } })
    expect(watch(terminal).seen).toMatchObject({ text: 'bye', exit: { status: 3 } })
  })

  describe('that is taken over from an earlier server', () => {
    it('sends nothing twice to one who comes back before all of it is here', async () => {
      const pty = new TestPty(0, 10)
      const terminal = new Terminal(pty, MINUTE)
      pty.print('0123')
      await settled()
      const watcher = watch(terminal, 8)
      expect(watcher).toMatchObject({ offset: 8, end: 10 })
      for (const piece of ['456', '789abc', 'def']) {
        pty.print(piece)
        await settled()
      }
      expect(watcher.seen).toMatchObject({ text: '89abcdef', skipped: 0 })
      terminal.close()
    })

    it('tells the exit, too, where the rest never comes', async () => {
      const pty = new TestPty(0, 10)
      const terminal = new Terminal(pty, MINUTE)
      const watcher = watch(terminal, 8)
      pty.end(3)
      await terminal.exited
      expect(watcher.seen.exit).toEqual({ status: 3, signal: null })
    })
  })

  describe('whose connection breaks', () => {
    const broken = async () => {
      const pty = new TestPty()
      const terminal = new Terminal(pty, MINUTE)
      const watcher = watch(terminal)
      pty.print('0123456789')
      await settled()
      pty.destroy()
      await settled()
      return { terminal, watcher }
    }

    it('goes on at the byte where it was, with nothing twice', async () => {
      const { terminal, watcher } = await broken()
      const next = new TestPty()
      terminal.reattach(next)
      for (const piece of ['0123', '45678', '9abc', 'def']) {
        next.print(piece)
        await settled()
      }
      expect(watcher.seen).toMatchObject({ text: '0123456789abcdef', skipped: 0 })
      next.end(0)
      expect(await terminal.exited).toEqual({ status: 0, signal: null })
    })

    it('skips what the shell no longer keeps', async () => {
      const { terminal, watcher } = await broken()
      const next = new TestPty(15)
      terminal.reattach(next)
      next.print('fgh')
      await settled()
      watcher.acknowledge(watcher.consumed())
      expect(watcher.seen).toMatchObject({ text: '0123456789fgh', skipped: 5 })
      terminal.close()
    })

    it('asks again for what was typed meanwhile, and tells the next one the size', async () => {
      const { terminal, watcher } = await broken()
      watcher.type(0, Buffer.from('ls'))
      watcher.resize({ columns: 100, rows: 30 })
      const next = new TestPty()
      terminal.reattach(next)
      await until(() => watcher.seen.taken.length > 0, 'the word')
      expect(watcher.seen.taken).toEqual([[0, true]])
      watcher.type(0, Buffer.from('ls\r'))
      await until(() => watcher.seen.taken.length > 1, 'the next word')
      expect(next.typed).toEqual(['ls\r'])
      expect(watcher.seen.taken.at(-1)).toEqual([3, false])
      expect(next.sizes).toEqual(['100x30'])
      terminal.close()
    })

    it('says that the shell was killed where it is not there any more', async () => {
      const { terminal, watcher } = await broken()
      terminal.reattach(undefined)
      expect(watcher.seen.exit).toEqual({ status: null, signal: 'KILL' })
    })

    it('says nothing of an end where the sandbox is gone: the session does', async () => {
      const { terminal, watcher } = await broken()
      terminal.lose()
      await terminal.over
      expect(watcher.seen.exit).toBeUndefined()
    })

    it('ends at once when it is closed', async () => {
      const { terminal } = await broken()
      terminal.close()
      await terminal.over
    })
  })

  it.each([
    ['whose pages leave afterwards', true],
    ['that nobody watches', false],
  ])('of a sandbox that is gone, %s, keeps no server from ending', async (_, isWatched) => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')
    const before = timers().length
    const terminal = new Terminal(new TestPty(), MINUTE)
    const watcher = isWatched ? watch(terminal) : undefined
    terminal.lose()
    watcher?.stop()
    await settled()
    // A timer of an earlier test may have ended meanwhile.
    expect(timers().length).toBeLessThanOrEqual(before)
  })

  it('ends when nobody has watched for its time', async () => {
    const pty = new TestPty()
    const terminal = new Terminal(pty, 1)
    await terminal.exited
    expect(pty.closedByTerminal).toBe(true)
  })

  it('takes no acknowledgement of what was never sent', async () => {
    const pty = new TestPty()
    const terminal = new Terminal(pty, MINUTE)
    const watcher = watch(terminal)
    watcher.acknowledge(Number.MAX_SAFE_INTEGER)
    for (let count = 0; count < 10; count++) pty.print(Buffer.alloc(64 * 1024))
    await settled()
    expect(watcher.seen.bytes).toBe(FIRST_WINDOW_BYTES)
    terminal.close()
  })
})
