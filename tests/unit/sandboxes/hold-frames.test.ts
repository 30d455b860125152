import { describe, expect, it } from 'vitest'
import {
  HeldFrameParser,
  holdFrames,
} from '../../../sandbox-server/sandboxes/shells/hold-frames.ts'

function frame(letter: string, what: Buffer | string): Buffer {
  const bytes = Buffer.from(what)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([Buffer.from(letter), length, bytes])
}

const numbers = (...values: number[]) => {
  const bytes = Buffer.alloc(8 * values.length)
  for (const [index, value] of values.entries()) bytes.writeBigUInt64BE(BigInt(value), index * 8)
  return bytes
}

/** @param more what follows the end. */
const begins = (offset: number, end: number, ...more: Uint8Array[]) =>
  frame('b', Buffer.concat([numbers(offset, end), ...more]))

describe('the frames of a held shell', () => {
  const stream = Buffer.concat([
    begins(5, 12),
    begins(5, 12, Buffer.of(0)),
    begins(5, 12, Buffer.of(2), numbers(0xa, 3, 0xffff_ffff_ffff, 2 ** 40)),
    frame('o', 'hello'),
    frame('k', Buffer.concat([numbers(0xa, 7), Buffer.of(0)])),
    frame('k', Buffer.concat([numbers(0xa, 7), Buffer.of(1)])),
    frame('o', ''),
    frame('x', '\x07'),
    frame('x', '\0KILL'),
  ])

  it.each([1, 2, 3, 7, 100])('are found in pieces of %i bytes', (size) => {
    const parser = new HeldFrameParser()
    const found = []
    let output = ''
    for (let begin = 0; begin < stream.length; begin += size) {
      for (const frame of parser.push(stream.subarray(begin, begin + size))) {
        if (frame.kind === 'output') output += frame.bytes
        else found.push(frame)
      }
    }
    expect(output).toBe('hello')
    expect(found).toEqual([
      { kind: 'begins', offset: 5, end: 12, taken: undefined },
      { kind: 'begins', offset: 5, end: 12, taken: [] },
      {
        kind: 'begins',
        offset: 5,
        end: 12,
        taken: [
          { writer: '00000000000a', offset: 3 },
          { writer: 'ffffffffffff', offset: 2 ** 40 },
        ],
      },
      { kind: 'taken', writer: '00000000000a', offset: 7, again: false },
      { kind: 'taken', writer: '00000000000a', offset: 7, again: true },
      { kind: 'exited', status: 7, signal: null },
      { kind: 'exited', status: null, signal: 'KILL' },
    ])
  })

  it.each([
    ['an unknown letter', frame('z', 'x')],
    ['a frame that is too long', Buffer.from('o\xff\0\0\0', 'latin1')],
    ['a beginning of another length', frame('b', 'short')],
    ['a beginning behind its end', begins(13, 12)],
    ['an end that no number holds', begins(0, 2 ** 60)],
    ['a beginning with fewer writers than it says', begins(1, 2, Buffer.of(2), numbers(1, 2))],
    ['a taking cut short', frame('k', numbers(1, 2))],
    ['an exit without a status', frame('x', '')],
  ])('are refused: %s', (_, bytes) => {
    expect(() => new HeldFrameParser().push(bytes)).toThrow('That is no held shell.')
  })

  it('are written as the holder reads them', () => {
    const shell = { name: 'a', size: { columns: 80, rows: 24 }, directory: '/é', secret: 's' }
    expect(holdFrames.open(shell, 65_537).toString('hex')).toBe(
      '6e000000100050001800010001' + '6100' + '2fc3a900' + '7300',
    )
    expect(holdFrames.attach(258, { columns: 80, rows: 24 }).toString('hex')).toBe(
      '610000000c000000000000010200500018',
    )
    expect(holdFrames.input(Buffer.from('hi')).toString('hex')).toBe('69000000026869')
    const typed = { writer: '0123456789ab', offset: 258 }
    expect(holdFrames.countedInput(typed, Buffer.from('hi')).toString('hex')).toBe(
      '74' + '00000012' + '00000123456789ab' + '0000000000000102' + '6869',
    )
    expect(holdFrames.resize(300, 2).toString('hex')).toBe('7200000004012c0002')
    expect(holdFrames.signal(9).toString('hex')).toBe('730000000109')
    expect(holdFrames.end().toString('hex')).toBe('6500000000')
  })
})
