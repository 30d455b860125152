import { describe, expect, it } from 'vitest'
import { OutputBuffer } from '../../../sandbox-server/sessions/output-buffer.ts'

function filled(capacity: number, ...chunks: string[]): OutputBuffer {
  const buffer = new OutputBuffer(capacity)
  for (const chunk of chunks) buffer.append(Buffer.from(chunk))
  return buffer
}

describe('an output buffer', () => {
  it('gives the bytes after any offset, across chunks', () => {
    const buffer = filled(100, 'abc', 'defg', 'h')
    for (let offset = 0; offset <= 8; offset++) {
      expect(buffer.read(offset, 100).toString()).toBe('abcdefgh'.slice(offset))
    }
  })

  it('gives no more than was asked for', () => {
    expect(filled(100, 'abc', 'defg').read(2, 3).toString()).toBe('cde')
    expect(filled(100, 'abc').read(0, 0).length).toBe(0)
  })

  it('forgets the oldest chunks, and never more than it must', () => {
    const buffer = filled(4, 'abc', 'de', 'fg')
    expect(buffer.start).toBe(3)
    expect(buffer.end).toBe(7)
    expect(buffer.read(buffer.start, 100).toString()).toBe('defg')
  })

  it('holds at most its capacity and one chunk, however much comes', () => {
    const buffer = new OutputBuffer(1000)
    for (let count = 0; count < 500; count++) buffer.append(Buffer.alloc(37))
    expect(buffer.end).toBe(500 * 37)
    expect(buffer.end - buffer.start).toBeGreaterThanOrEqual(1000)
    expect(buffer.end - buffer.start).toBeLessThan(1000 + 37)
  })
})
