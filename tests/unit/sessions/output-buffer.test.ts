import { describe, expect, it } from 'vitest'
import {
  BLOCK_BYTES,
  OutputBuffer,
} from '../../../sandbox-server/sessions/terminals/output-buffer.ts'

function filled(capacity: number, ...chunks: string[]): OutputBuffer {
  const buffer = new OutputBuffer(capacity)
  for (const chunk of chunks) buffer.append(Buffer.from(chunk))
  return buffer
}

function read(buffer: OutputBuffer, offset: number, length = buffer.end - offset): string {
  const target = Buffer.alloc(length)
  buffer.copy(offset, target)
  return target.toString()
}

describe('an output buffer', () => {
  it('gives the bytes after any offset, across chunks', () => {
    const buffer = filled(100, 'abc', 'defg', 'h')
    for (let offset = 0; offset <= 8; offset++) {
      expect(read(buffer, offset)).toBe('abcdefgh'.slice(offset))
    }
  })

  it('gives no more than was asked for', () => {
    expect(read(filled(100, 'abc', 'defg'), 2, 3)).toBe('cde')
    expect(read(filled(100, 'abc'), 0, 0)).toBe('')
  })

  it('gives the bytes of two blocks as one', () => {
    const buffer = filled(3 * BLOCK_BYTES, 'a'.repeat(BLOCK_BYTES - 1), 'bcd')
    expect(read(buffer, BLOCK_BYTES - 2, 4)).toBe('abcd')
  })

  it('forgets the oldest block, and never more than it must', () => {
    const buffer = filled(4, 'a'.repeat(BLOCK_BYTES), 'bcd')
    expect(buffer.start).toBe(0)
    buffer.append(Buffer.from('e'))
    expect(buffer.start).toBe(BLOCK_BYTES)
    expect(buffer.end).toBe(BLOCK_BYTES + 4)
    expect(read(buffer, buffer.start)).toBe('bcde')
  })

  it('begins at any offset', () => {
    const buffer = new OutputBuffer(4, BLOCK_BYTES + 5)
    expect([buffer.start, buffer.end]).toEqual([BLOCK_BYTES + 5, BLOCK_BYTES + 5])
    buffer.append(Buffer.from('abc'))
    expect(read(buffer, buffer.start)).toBe('abc')
    expect(read(buffer, BLOCK_BYTES + 7)).toBe('c')
    buffer.append(Buffer.alloc(BLOCK_BYTES, 'x'))
    expect(buffer.start).toBe(2 * BLOCK_BYTES)
    expect(buffer.end).toBe(2 * BLOCK_BYTES + 8)
  })

  it('gives the right bytes when blocks have gone round many times', () => {
    const buffer = new OutputBuffer(2 * BLOCK_BYTES)
    const line = Buffer.from('0123456789')
    for (let count = 0; count < 2 * BLOCK_BYTES; count++) buffer.append(line)
    const kept = line.toString().repeat(BLOCK_BYTES)
    expect(read(buffer, buffer.start)).toBe(
      kept.slice(buffer.start % 10).slice(0, buffer.end - buffer.start),
    )
  })

  it('holds at most its capacity and one block, however much comes and how small it is', () => {
    const capacity = 4 * BLOCK_BYTES
    for (const size of [1, 37, 3 * BLOCK_BYTES]) {
      const buffer = new OutputBuffer(capacity)
      for (let count = 0; count * size < 10 * capacity; count++) buffer.append(Buffer.alloc(size))
      expect(buffer.end - buffer.start).toBeGreaterThanOrEqual(capacity)
      expect(buffer.end - buffer.start).toBeLessThan(capacity + BLOCK_BYTES)
    }
  })
})
