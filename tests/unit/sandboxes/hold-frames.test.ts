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

const begins = (offset: number, end: number) => {
  const what = Buffer.alloc(16)
  what.writeBigUInt64BE(BigInt(offset))
  what.writeBigUInt64BE(BigInt(end), 8)
  return frame('b', what)
}

describe('the frames of a held shell', () => {
  const stream = Buffer.concat([
    begins(5, 12),
    frame('o', 'hello'),
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
      { kind: 'begins', offset: 5, end: 12 },
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
    ['an exit without a status', frame('x', '')],
  ])('are refused: %s', (_, bytes) => {
    expect(() => new HeldFrameParser().push(bytes)).toThrow('That is no held shell.')
  })

  it('are written as the holder reads them', () => {
    const shell = { name: 'a', size: { columns: 80, rows: 24 }, directory: '/é' }
    expect(holdFrames.open(shell, 65_537).toString('hex')).toBe(
      '6e0000000e0050001800010001' + '6100' + '2fc3a900',
    )
    expect(holdFrames.attach(258, { columns: 80, rows: 24 }).toString('hex')).toBe(
      '610000000c000000000000010200500018',
    )
    expect(holdFrames.input(Buffer.from('hi')).toString('hex')).toBe('69000000026869')
    expect(holdFrames.resize(300, 2).toString('hex')).toBe('7200000004012c0002')
    expect(holdFrames.signal(9).toString('hex')).toBe('730000000109')
    expect(holdFrames.end().toString('hex')).toBe('6500000000')
  })
})
