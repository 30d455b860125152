import { describe, expect, it } from 'vitest'
import {
  decodeOutput,
  OUTPUT_HEADER_BYTES,
  type OutputFrame,
  writeOutputHeader,
} from '../../../protocol/frames.ts'

function encodeOutput({ channel, offset, bytes }: OutputFrame): Uint8Array {
  const frame = new Uint8Array(OUTPUT_HEADER_BYTES + bytes.length)
  frame.set(bytes, OUTPUT_HEADER_BYTES)
  writeOutputHeader(frame, channel, offset)
  return frame
}

describe('an output frame', () => {
  it('comes back as it was, past 4 GiB and for the largest channel', () => {
    const frame = { channel: 0xffff_ffff, offset: 2 ** 40 + 1, bytes: Uint8Array.of(0, 255, 27) }
    expect(decodeOutput(encodeOutput(frame))).toEqual(frame)
  })

  it('has the documented layout', () => {
    const bytes = encodeOutput({ channel: 1, offset: 258, bytes: Uint8Array.of(65) })
    expect([...bytes]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2, 65])
  })

  it('is read from inside a larger buffer', () => {
    const frame = encodeOutput({ channel: 7, offset: 3, bytes: Uint8Array.of(1, 2) })
    const larger = new Uint8Array(frame.length + 9)
    larger.set(frame, 9)
    expect(decodeOutput(larger.subarray(9))).toEqual({
      channel: 7,
      offset: 3,
      bytes: Uint8Array.of(1, 2),
    })
  })

  it.each([
    ['an empty frame', []],
    ['a header cut short', [1, 0, 0, 0, 1]],
    ['another kind', [2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 65]],
  ])('%s is none', (_, bytes) => {
    expect(decodeOutput(Uint8Array.from(bytes))).toBeUndefined()
  })
})
