import { type Duplex, duplexPair } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../../sandbox-server/sandboxes/sandbox.ts'
import { OutputPace } from '../../../sandbox-server/sessions/terminals/output-pace.ts'
import { Terminals } from '../../../sandbox-server/sessions/terminals/terminals.ts'

const PROMPT = '~ $ '
const ID = '0123456789ab'
const SIZE = { columns: 80, rows: 24 }
const WRITER = 'ba9876543210'

/** A frame as the holder of shells sends it (`sandbox/programs/blitz-hold.c`). */
function frame(letter: string, what: Uint8Array): Buffer {
  const head = Buffer.alloc(5)
  head.write(letter)
  head.writeUInt32BE(what.length, 1)
  return Buffer.concat([head, what])
}

/** That a shell begins, of which nothing was printed and no writer is known. */
const BEGINS = frame('b', Buffer.alloc(17))

/** A sandbox that is being thawed: its shell comes when the test says so. */
function thawing() {
  const received: Buffer[] = []
  let holder: Duplex | undefined
  const sandbox = {
    knownPrompt: { id: ID, secret: 'secret', printed: Buffer.from(PROMPT) },
    connection: { answers: async () => true },
    async connectToSocket() {
      const [ours, theirs] = duplexPair()
      holder = theirs
      theirs.on('data', (chunk: Buffer) => received.push(chunk))
      return ours
    },
  } as unknown as Sandbox
  const terminals = new Terminals({
    limits: { detachedMilliseconds: 60_000, terminals: 8 },
    reached: async () => sandbox,
    marksSecret: () => 'another secret',
    pace: new OutputPace(() => {}),
    onStart() {},
    onPrint() {},
    onEcho() {},
  } as ConstructorParameters<typeof Terminals>[0])
  return {
    terminals,
    says: async (letter: string, what: string) => {
      holder?.write(letter === 'b' ? BEGINS : frame(letter, Buffer.from(what)))
      for (let count = 0; count < 10; count++) await turn()
    },
    heard: () => Buffer.concat(received).toString('latin1'),
  }
}

async function open({ terminals }: ReturnType<typeof thawing>) {
  const { shell } = terminals.open('basics/first', SIZE)
  const terminal = await shell.terminal
  let output = ''
  const asked: boolean[] = []
  const watch = terminal.watch(
    {
      writer: WRITER,
      headroom: 0,
      output: (_, bytes) => {
        output += bytes.toString()
        return true
      },
      taken: (_, again) => asked.push(again),
      size() {},
      exited() {},
    },
    SIZE,
  )
  watch.begin()
  return { shell, terminal, watch, output: () => output, asked }
}

describe('the first shell of a prepared sandbox', () => {
  it('shows its prompt before it has come, and once', async () => {
    const sandbox = thawing()
    const { shell, output } = await open(sandbox)
    expect([shell.id, shell.secret, output()]).toEqual([ID, 'secret', PROMPT])
    await sandbox.says('b', '')
    await sandbox.says('o', PROMPT)
    await sandbox.says('o', 'hello')
    expect(output()).toBe(`${PROMPT}hello`)
  })

  it('asks again for what was typed before it had its prompt', async () => {
    const sandbox = thawing()
    const { watch, terminal, asked } = await open(sandbox)
    watch.type(0, Buffer.from('early'))
    await sandbox.says('b', '')
    // The shell is there, and would echo what is typed before its prompt.
    expect([sandbox.heard().includes('early'), terminal.isAdrift]).toEqual([false, true])
    await sandbox.says('o', PROMPT)
    await expect.poll(() => asked).toEqual([true])
    watch.type(0, Buffer.from('early'))
    await expect.poll(() => sandbox.heard().includes('early')).toBe(true)
  })

  it('is ended where its block was closed before it came', async () => {
    const sandbox = thawing()
    const { shell } = await open(sandbox)
    sandbox.terminals.close(shell)
    await sandbox.says('b', '')
    await sandbox.says('o', PROMPT)
    // The letter of the end, and nothing with it.
    await expect.poll(() => sandbox.heard().endsWith('e\0\0\0\0')).toBe(true)
  })

  it('is another one in a terminal that is too narrow for the prompt, or in a folder', async () => {
    for (const [size, directory] of [
      [{ columns: 20, rows: 24 }, undefined],
      [SIZE, '/tmp'],
    ] as const) {
      const sandbox = thawing()
      const { shell } = sandbox.terminals.open('basics/first', size, directory)
      await turn()
      await sandbox.says('b', '')
      await shell.terminal
      expect(shell.id).not.toBe(ID)
      expect(shell.secret).toBe('another secret')
    }
  })
})
