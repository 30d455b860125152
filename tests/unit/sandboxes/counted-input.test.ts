import { duplexPair } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { HeldShell } from '../../../sandbox-server/sandboxes/shells/held-shell.ts'
import { holdFrames } from '../../../sandbox-server/sandboxes/shells/hold-frames.ts'
import { until } from '../../support/reader.ts'

const WRITER = '0123456789ab'

/** A shell whose holder is of a version that counts no input, and whatever is typed into it. */
async function shellOfEarlierHolder() {
  const [near, far] = duplexPair()
  let typed = ''
  far.on('data', (chunk: Buffer) => {
    // The greeting, or input: a letter, a length of four bytes, and the bytes.
    for (let rest = chunk; rest.length > 0; rest = rest.subarray(5 + rest.readUInt32BE(1))) {
      if (rest.toString('latin1', 0, 1) !== 'i') continue
      typed += rest.toString('utf8', 5, 5 + rest.readUInt32BE(1))
    }
  })
  const begins = Buffer.alloc(5 + 16)
  begins.write('b')
  begins.writeUInt32BE(16, 1)
  far.write(begins)
  const size = { columns: 80, rows: 24 }
  const shell = await HeldShell.meet(near, holdFrames.attach(0, size), async () => true)
  const taken: [offset: number, again: boolean][] = []
  shell.on('taken', (_, offset: number, again: boolean) => taken.push([offset, again]))
  const type = (offset: number, text: string) =>
    shell.type({ writer: WRITER, offset }, Buffer.from(text))
  return { shell, type, taken, typed: () => typed }
}

describe('input for a holder that does not count it', () => {
  it('is counted by the server: each byte is typed once and in order', async () => {
    const { shell, type, taken, typed } = await shellOfEarlierHolder()
    type(0, 'ab')
    type(0, 'ab')
    type(1, 'bc')
    type(5, 'gap')
    type(3, 'd')
    await until(() => typed() === 'abcd', 'what was typed')
    expect(taken).toEqual([
      [2, false],
      [2, false],
      [3, false],
      [3, true],
      [4, false],
    ])
    shell.destroy()
  })

  it('goes on where a writer of an earlier server was', async () => {
    const { shell, type, taken, typed } = await shellOfEarlierHolder()
    type(7, 'xy')
    await until(() => typed() === 'xy', 'what was typed')
    expect(taken).toEqual([[9, false]])
    shell.destroy()
  })
})
