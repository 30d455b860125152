/**
 * Terminal output travels as binary frames, big-endian:
 *
 * | bytes | what |
 * |---|---|
 * | 0 | kind: 1, output |
 * | 1-4 | channel, unsigned |
 * | 5-12 | offset of the first byte, unsigned |
 * | 13- | the bytes, as the PTY gave them: a character may be cut in two between frames |
 */
const KIND_OUTPUT = 1

/** Length of what stands before the output, in bytes. */
export const OUTPUT_HEADER_BYTES = 13

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
