import { MAXIMUM_INPUT_BYTES } from './limits.ts'

/**
 * The bytes of terminals travel as binary frames, big-endian. Output, to the page:
 *
 * | bytes | what |
 * |---|---|
 * | 0 | kind: 1, output |
 * | 1-4 | channel, unsigned |
 * | 5-12 | offset of the first byte, unsigned |
 * | 13- | the bytes, as the PTY gave them: a character may be cut in two between frames |
 *
 * Input, to the server: each key is one of these.
 *
 * | bytes | what |
 * |---|---|
 * | 0 | kind: 2, input |
 * | 1-4 | channel, unsigned |
 * | 5- | `MAXIMUM_INPUT_BYTES` at most, in UTF-8: a character may be cut in two as well |
 */
const KIND_OUTPUT = 1
const KIND_INPUT = 2

/** Length of what stands before the output, in bytes. */
export const OUTPUT_HEADER_BYTES = 13

const INPUT_HEADER_BYTES = 5

export interface OutputFrame {
  readonly channel: number
  /** Bytes of output since the terminal began, before this frame. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Makes an output frame of bytes that follow `OUTPUT_HEADER_BYTES` free ones. */
export function writeOutputHeader(frame: Uint8Array, channel: number, offset: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, OUTPUT_HEADER_BYTES)
  view.setUint8(0, KIND_OUTPUT)
  view.setUint32(1, channel)
  view.setBigUint64(5, BigInt(offset))
}

/** @returns the frame, its bytes a view into `frame`; undefined when it is not an output frame. */
export function decodeOutput(frame: Uint8Array): OutputFrame | undefined {
  if (frame.length < OUTPUT_HEADER_BYTES || frame[0] !== KIND_OUTPUT) return undefined
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  return {
    channel: view.getUint32(1),
    offset: Number(view.getBigUint64(5)),
    bytes: frame.subarray(OUTPUT_HEADER_BYTES),
  }
}

export interface InputFrame {
  readonly type: 'input'
  readonly channel: number
  readonly bytes: Uint8Array
}

/** Makes the frames of what is typed or pasted, as many as its length takes. */
export function* encodeInput(channel: number, text: string): Generator<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(text)
  for (let start = 0; start < bytes.length; start += MAXIMUM_INPUT_BYTES) {
    const piece = bytes.subarray(start, start + MAXIMUM_INPUT_BYTES)
    const frame = new Uint8Array(INPUT_HEADER_BYTES + piece.length)
    const view = new DataView(frame.buffer)
    view.setUint8(0, KIND_INPUT)
    view.setUint32(1, channel)
    frame.set(piece, INPUT_HEADER_BYTES)
    yield frame
  }
}

/** @returns the frame, its bytes a view into `frame`; undefined when it is not an input frame. */
export function decodeInput(frame: Uint8Array): InputFrame | undefined {
  const length = frame.length - INPUT_HEADER_BYTES
  if (length < 0 || length > MAXIMUM_INPUT_BYTES || frame[0] !== KIND_INPUT) return undefined
  const view = new DataView(frame.buffer, frame.byteOffset, INPUT_HEADER_BYTES)
  return { type: 'input', channel: view.getUint32(1), bytes: frame.subarray(INPUT_HEADER_BYTES) }
}
