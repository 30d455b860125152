import { describe, expect, it } from 'vitest'
import { FIRST_WINDOW_BYTES, MAXIMUM_PASTE_BYTES } from '../../../protocol/limits.ts'
import { Outbox } from '../../../protocol/outbox.ts'

/** What is sent now, with the offset of its first byte. */
function sent(outbox: Outbox): [offset: number, text: string] | undefined {
  const pieces = []
  for (let piece = outbox.next(0); piece; piece = outbox.next(0)) pieces.push(piece)
  const [first] = pieces
  if (!first) return undefined
  return [first.offset, Buffer.concat(pieces.map(({ bytes }) => bytes)).toString()]
}

/** One in which that was typed and sent. */
function sentOnce(text: string): Outbox {
  const outbox = new Outbox()
  outbox.add(text)
  sent(outbox)
  return outbox
}

describe('what was typed', () => {
  it('is sent once, and kept until the shell has it', () => {
    const outbox = new Outbox()
    expect(outbox.add('ab')).toBe(true)
    expect(sent(outbox)).toEqual([0, 'ab'])
    expect(sent(outbox)).toBeUndefined()
    outbox.add('c')
    expect(sent(outbox)).toEqual([2, 'c'])
    outbox.taken(2, 0)
    expect(outbox.bytes).toBe(1)
    outbox.taken(3, 0)
    expect(outbox.bytes).toBe(0)
  })

  it('is sent again from where the shell has it, on a new connection and when it asks', () => {
    const outbox = sentOnce('abcd')
    outbox.resume(2, 0)
    expect(sent(outbox)).toEqual([2, 'cd'])
    outbox.again()
    expect(sent(outbox)).toEqual([2, 'cd'])
  })

  it('is counted in characters', () => {
    const outbox = new Outbox()
    outbox.add('é€x')
    expect([outbox.characters, outbox.bytes]).toEqual([3, 6])
  })

  it('is sent a window at a time, in frames that are parts of it', () => {
    const outbox = new Outbox()
    outbox.add('x'.repeat(3 * FIRST_WINDOW_BYTES))
    expect(outbox.next(0)?.bytes.length).toBe(FIRST_WINDOW_BYTES / 8)
    expect(sent(outbox)?.[1].length).toBe((FIRST_WINDOW_BYTES * 7) / 8)
    outbox.taken(FIRST_WINDOW_BYTES, 10)
    expect(sent(outbox)).toEqual([FIRST_WINDOW_BYTES, 'x'.repeat(2 * FIRST_WINDOW_BYTES)])
  })

  it('is refused as a whole where it is more than is kept', () => {
    const outbox = new Outbox()
    expect(outbox.add('x'.repeat(MAXIMUM_PASTE_BYTES + 1))).toBe(false)
    expect(outbox.bytes).toBe(0)
    expect(outbox.add('x'.repeat(MAXIMUM_PASTE_BYTES))).toBe(true)
    expect(outbox.add('x')).toBe(false)
  })

  it.each([
    ['backwards', 1],
    ['past all that was sent', 100],
  ])('stays whole where the server counts %s', (_, offset) => {
    const outbox = sentOnce('abcd')
    outbox.taken(3, 0)
    outbox.taken(offset, 0)
    outbox.add('e')
    expect(sent(outbox)).toEqual([4, 'e'])
  })
})

describe('what was typed and is taken back', () => {
  it('on a good connection, is what was not sent', () => {
    const outbox = sentOnce('x'.repeat(FIRST_WINDOW_BYTES))
    outbox.add('more')
    outbox.discard(true)
    outbox.add('!')
    outbox.taken(FIRST_WINDOW_BYTES, 0)
    expect(sent(outbox)).toEqual([FIRST_WINDOW_BYTES, '!'])
  })

  it.each([
    ['nothing', 0],
    ['a part', 2],
    ['all', 4],
  ])('on a dead one, is what the shell does not have: it has %s', (_, taken) => {
    const outbox = sentOnce('abcd')
    outbox.add('efgh')
    outbox.discard(false)
    outbox.add('!')
    outbox.resume(taken, 0)
    // The next byte that the shell takes.
    expect(sent(outbox)).toEqual([taken, '!'])
    outbox.taken(taken + 1, 0)
    expect(outbox.bytes).toBe(0)
  })

  it('stays so when the next connection dies, too', () => {
    const outbox = sentOnce('abcd')
    outbox.discard(false)
    outbox.add('!')
    outbox.resume(1, 0)
    sent(outbox)
    outbox.resume(1, 0)
    expect(sent(outbox)).toEqual([1, '!'])
  })
})
