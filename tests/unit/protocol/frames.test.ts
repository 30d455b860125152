import { describe, expect, it } from 'vitest'
import {
  decodeInput,
  decodeOutput,
  encodeInput,
  FRAME_HEADER_BYTES,
  type OutputFrame,
  writeOutputHeader,
} from '../../../protocol/frames.ts'
import { MAXIMUM_INPUT_BYTES } from '../../../protocol/limits.ts'

function encodeOutput({ channel, offset, bytes }: OutputFrame): Uint8Array {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + bytes.length)
  frame.set(bytes, FRAME_HEADER_BYTES)
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

describe('an input frame', () => {
  it('has the documented layout', () => {
    expect([...encodeInput(258, 3, Buffer.from('é\r'))]).toEqual([
      2, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0xc3, 0xa9, 13,
    ])
  })

  it('comes back as it was, from inside a larger buffer and for the largest channel', () => {
    const frame = encodeInput(0xffff_ffff, 2 ** 40 + 1, Buffer.from('ls'))
    const larger = Buffer.concat([Buffer.alloc(9), frame])
    expect(decodeInput(larger.subarray(9))).toEqual({
      type: 'input',
      channel: 0xffff_ffff,
      offset: 2 ** 40 + 1,
      bytes: Buffer.from('ls'),
    })
  })

  const header = [2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]

  it.each([
    ['an empty frame', []],
    ['a header cut short', [2, 0, 0, 0]],
    ['another kind', [1, ...header.slice(1), 65]],
    ['an offset that no number holds', [...header.slice(0, 5), ...Buffer.alloc(8, 255), 65]],
    ['a frame too long', [...header, ...Buffer.alloc(MAXIMUM_INPUT_BYTES + 1)]],
  ])('%s is none', (_, bytes) => {
    expect(decodeInput(Uint8Array.from(bytes))).toBeUndefined()
  })
})
