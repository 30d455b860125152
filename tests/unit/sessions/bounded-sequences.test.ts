import { describe, expect, it } from 'vitest'
import { seededChance } from '../../../runner/rehearsal/chance.ts'
import { BoundedSequences } from '../../../sandbox-server/sessions/terminals/bounded-sequences.ts'

/** What goes on to the parser, where the output comes in these pieces. */
function bounded(...pieces: string[]): string {
  const sequences = new BoundedSequences()
  return Buffer.concat(
    pieces.map((piece) => sequences.push(Buffer.from(piece, 'latin1'))),
  ).toString('latin1')
}

/** U+009B, as UTF-8 writes it. */
const C1 = '\xc2\x9b'

describe('what a terminal repeats', () => {
  it.each([
    ['text and colours', 'Caf\xc3\xa9 \x1b[38;5;208mred\x1b[m\r\n'],
    ['a title and marks', '\x1b]0;9999 lines\x07\x1b]133;A\x07$ '],
    ['a cursor that is moved by much', '\x1b[999;999H\x1b[999C\x1b[999P'],
    ['what fits a screen', '\x1b[3L\x1b[40S\x1b[b\x1b[500T'],
    ['numbers that are text', 'S 99999S [99999S \x1b(B[99999S'],
  ])('is left as it is: %s', (_what, output) => {
    expect(bounded(output)).toBe(output)
    expect(bounded(...output)).toBe(output)
  })

  it.each([
    ['rows', '\x1b[501L', '\x1b[500L'],
    ['more numbers than one', '\x1b[0;777S', '\x1b[0;500S'],
    ['by its other begin', `${C1}600T`, `${C1}500T`],
    ['after an escape that is no sequence', '\x1b\x1b[700M', '\x1b\x1b[500M'],
    ['with a line break in between', '\x1b\n[70\r0b', '\x1b\n[500b'],
    ['with what is no character in between', '\x1b\xff[70\xff0b', '\x1b\xff[500b'],
    ['with a sequence that is given up', '\x1b[3\x1b[900I', '\x1b[3\x1b[500I'],
  ])('is bounded, in one piece or byte by byte: %s', (_what, output, expected) => {
    expect(bounded(output)).toBe(expected)
    expect(bounded(...output)).toBe(expected)
  })

  it('is bounded in all of a piece', () => {
    const many = bounded('\x1b[400L'.repeat(100))
    expect(many.startsWith('\x1b[400L'.repeat(10))).toBe(true)
    expect(many.endsWith('\x1b[1L'.repeat(90))).toBe(true)
    // The next piece is another one.
    const sequences = new BoundedSequences()
    sequences.push(Buffer.from('\x1b[400L'.repeat(100)))
    expect(sequences.push(Buffer.from('\x1b[40L')).toString()).toBe('\x1b[40L')
  })

  it('is a sequence of some length, and none without end', () => {
    expect(bounded(`\x1b[${'1;'.repeat(1000)}`).length).toBeLessThan(2003)
    const ended = bounded(`\x1b[${'1;'.repeat(1000)}Sok`)
    expect([ended.includes('\x18'), ended.endsWith('ok')]).toEqual([true, true])
  })

  it('never loses text, however it is cut', () => {
    const chance = seededChance(19)
    const parts = ['text ', '\x1b[31m', '\x1b[2K', '\x1b[5S', 'é'.repeat(3), '\r\n', '\x1b]2;t\x07']
    const output = Array.from({ length: 300 }, () => parts[Math.floor(chance(parts.length))]).join(
      '',
    )
    const bytes = Buffer.from(output)
    const sequences = new BoundedSequences()
    const pieces: Buffer[] = []
    for (let at = 0; at < bytes.length; ) {
      const length = 1 + Math.floor(chance(40))
      pieces.push(sequences.push(bytes.subarray(at, at + length)))
      at += length
    }
    expect(Buffer.concat(pieces).toString()).toBe(output)
  })
})
