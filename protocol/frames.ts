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
 * | 5-12 | offset of the first byte, unsigned: counted from the first that the channel's writer typed |
 * | 13- | `MAXIMUM_INPUT_BYTES` at most, in UTF-8: a character may be cut in two as well |
 */
const KIND_OUTPUT = 1
const KIND_INPUT = 2

/** Length of the header of a frame, in bytes. */
export const FRAME_HEADER_BYTES = 13

export interface OutputFrame {
  readonly channel: number
  /** Bytes of output since the terminal began, before this frame. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** Makes an output frame of bytes that follow `FRAME_HEADER_BYTES` free ones. */
export function writeOutputHeader(frame: Uint8Array, channel: number, offset: number): void {
  writeHeader(frame, KIND_OUTPUT, channel, offset)
}

/** @returns the frame, its bytes a view into `frame`; undefined when it is not an output frame. */
export function decodeOutput(frame: Uint8Array): OutputFrame | undefined {
  return decode(frame, KIND_OUTPUT)
}

export interface InputFrame {
  readonly type: 'input'
  readonly channel: number
  /** Bytes that the channel's writer has typed before these. */
  readonly offset: number
  readonly bytes: Uint8Array
}

/** @param bytes {@link MAXIMUM_INPUT_BYTES} at most. */
export function encodeInput(
  channel: number,
  offset: number,
  bytes: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(FRAME_HEADER_BYTES + bytes.length)
  writeHeader(frame, KIND_INPUT, channel, offset)
  frame.set(bytes, FRAME_HEADER_BYTES)
  return frame
}

/** @returns the frame, its bytes a view into `frame`; undefined when it is not an input frame. */
export function decodeInput(frame: Uint8Array): InputFrame | undefined {
  const decoded = decode(frame, KIND_INPUT)
  const isFrame = decoded !== undefined && decoded.bytes.length <= MAXIMUM_INPUT_BYTES
  return isFrame ? { type: 'input', ...decoded } : undefined
}

function writeHeader(frame: Uint8Array, kind: number, channel: number, offset: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES)
  view.setUint8(0, kind)
  view.setUint32(1, channel)
  view.setBigUint64(5, BigInt(offset))
}

function decode(frame: Uint8Array, kind: number): OutputFrame | undefined {
  if (frame.length < FRAME_HEADER_BYTES || frame[0] !== kind) return undefined
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES)
  const offset = Number(view.getBigUint64(5))
  if (!Number.isSafeInteger(offset)) return undefined
  return { channel: view.getUint32(1), offset, bytes: frame.subarray(FRAME_HEADER_BYTES) }
}
