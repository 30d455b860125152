import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeInput } from '../../protocol/frames.ts'
import { SCROLLBACK_BYTES } from '../../protocol/limits.ts'
import { ERROR_SENTENCES } from '../../protocol/sentences.ts'
import { NARROW_WINDOW_BYTES } from '../../sandbox-server/sandboxes/ssh/narrow-window.ts'
import { answers, inside, memoryInUse } from '../support/attacks.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { amount } from '../support/length.ts'
import { frame, hello, OPCODE, rawSocket } from '../support/raw-socket.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

const MIB = 1024 * 1024

let engine: EngineUnderTest
let server: TestServer
let other: Reader

beforeAll(async () => {
  engine = await engineUnderTest()
  server = await startServer({ driver: engine.driver })
  other = new Reader(server.address)
  expect(await answers(other.open('calm/shell'))).toBe(true)
})

afterAll(async () => {
  expect(server.faults).toEqual([])
  await server[Symbol.asyncDispose]()
  await engine[Symbol.asyncDispose]()
})

/** @returns how to ask for all that has come so far. */
function textOf(socket: Socket): () => string {
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  return () => text
}

describe('a reader who floods', () => {
  it('and reads a kilobyte a second, and says that it read all, costs no more than is kept anyway', async () => {
    const terminals = amount(8, 32)
    const names = Array.from({ length: terminals }, (_, index) => `slow/${index}`)
    using beside = new Reader(server.address)
    expect((await inside(beside, 'true')).status).toBe(0)
    const slow = await rawSocket(server.address)
    const told = textOf(slow)
    slow.write(hello(beside.token))
    for (const [channel, terminal] of names.entries()) {
      const open = {
        type: 'open',
        channel,
        terminal,
        writer: '0123456789ab',
        columns: 80,
        rows: 24,
      }
      slow.write(frame(JSON.stringify(open)))
    }
    await until(() => told().split('"opened"').length > terminals, 'the terminals')
    slow.removeAllListeners('data').pause()
    const before = memoryInUse()
    for (const channel of names.keys()) {
      slow.write(frame(encodeInput(channel, 0, Buffer.from('yes\r')), OPCODE.binary))
    }
    const printed = async () =>
      (await inside(beside, 'grep -h wchar $(pgrep -x yes | sed "s|.*|/proc/&/io|")')).output
    let most = 0
    let polls = 0
    const shell = other.open('calm/meanwhile')
    let last = ''
    await until(
      async () => {
        slow.read(1024)
        const channel = polls++ % terminals
        const offset = Number.MAX_SAFE_INTEGER
        slow.write(frame(JSON.stringify({ type: 'acknowledge', channel, offset })))
        expect(await answers(shell)).toBe(true)
        most = Math.max(most, memoryInUse() - before)
        const now = await printed()
        const isHeld = now.startsWith('wchar') && now === last
        last = now
        return isHeld
      },
      'floods that are held back',
      600_000,
    )
    const bound = terminals * (SCROLLBACK_BYTES + NARROW_WINDOW_BYTES) + 16 * MIB
    console.log(`${(most / MIB).toFixed(1)} MiB of ${bound / MIB} for ${terminals} terminals`)
    expect(most).toBeLessThan(bound)
    slow.destroy()
  })

  it('from several sandboxes at once keeps nobody from typing', async () => {
    const flooding = amount(2, 8)
    await using stack = new AsyncDisposableStack()
    const floods = Array.from({ length: flooding }, (_, index) => {
      const reader = stack.use(new Reader(server.address))
      return reader.open(`flood/${index}`)
    })
    for (const flood of floods) {
      expect(await flood.run('true')).toBe(0)
      flood.channel.write('yes\r')
    }
    await until(() => floods.every(({ text }) => text.length > MIB), 'a flood from each')
    const shell = other.open('calm/typing')
    for (let round = 0; round < 10; round++) expect(await answers(shell)).toBe(true)
    for (const flood of floods) {
      flood.channel.write('\x03')
      await until(() => flood.prompts > 2, 'the prompt after Ctrl+C')
    }
  })

  it('from where the limits of a sandbox are told, with no end of line, is cut off', async () => {
    const reader = new Reader(server.address)
    const flood =
      'case $BASH_EXECUTION_STRING in *blitz-limits*) exec tr "\\\\0" x < /dev/zero; esac'
    expect((await inside(reader, `echo '${flood}' > ~/.bashrc`)).status).toBe(0)
    reader.leave()
    const before = memoryInUse()
    // The next page starts the program anew, and what stands in its way: once the server has seen
    // that the page before is gone.
    let tab = new Reader(server.address, reader.token)
    await until(async () => {
      if ((await inside(tab, 'pgrep -x tr')).status === 0) return true
      tab.leave()
      tab = new Reader(server.address, reader.token)
      return false
    }, 'the flood')
    using _disposed = tab
    let last = ''
    await until(async () => {
      const { output } = await inside(tab, 'grep -h wchar /proc/$(pgrep -x tr)/io')
      // Held back, or ended by then.
      const isStopped = !output.startsWith('wchar') || output === last
      last = output
      return isStopped
    }, 'a flood that nobody reads')
    expect(memoryInUse() - before).toBeLessThan(16 * MIB)
  })
})

describe('a reader who names the terminal of another', () => {
  it('gets a shell of their own, or none', async () => {
    using owner = new Reader(server.address)
    const secret = owner.open('basics/same-name')
    expect(await secret.run('echo of the owner')).toBe(0)
    const resumed = other.open('basics/same-name', { resume: true })
    await until(() => resumed.error !== undefined, 'the refusal')
    expect(resumed.error).toBe(ERROR_SENTENCES['terminal-gone'])
    const own = other.open('basics/same-name')
    expect(await own.run('true')).toBe(0)
    expect(own.text).not.toContain('of the owner')
  })
})
