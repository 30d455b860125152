import type { Readable } from 'node:stream'
import { Pace } from '../../common/pace.ts'

/** What silent commands may print, in bytes. */
const SILENT_OUTPUT = { atOnce: 4 * 1024 * 1024, perSecond: 256 * 1024 }

/**
 * What the reader's engine may say, in bytes: a list of containers has some kilobytes. In pieces of one
 * byte, as HTTP allows, it costs a hundred times as much as output does.
 */
const SERVICE_OUTPUT = { atOnce: 1024 * 1024, perSecond: 64 * 1024 }

/** What a piece costs beside its bytes: one byte has to be decrypted and handed on, too. */
export const PIECE_BYTES = 1024

/**
 * @returns the pace of all silent commands of one sandbox. A reader decides what they print (by
 * `~/.bashrc`), and nobody sees it: without a pace that would be the whole time of the server's one
 * thread.
 */
export function paceOfSilentOutput(): Pace {
  return new Pace(SILENT_OUTPUT)
}

/** @returns the pace of the services of one sandbox, which are the reader's to replace. */
export function paceOfServices(): Pace {
  return new Pace(SERVICE_OUTPUT)
}

/** Reads a stream piece by piece at a pace; between two pieces whoever writes has to wait. */
export function readPaced(stream: Readable, pace: Pace, read: (piece: Buffer) => void): void {
  stream.on('data', (piece: Buffer) => {
    read(piece)
    pauseFor(stream, pace.count(piece.length + PIECE_BYTES, performance.now()))
  })
}

/** @param milliseconds 0: not at all. */
export function pauseFor(stream: Readable, milliseconds: number): void {
  if (milliseconds <= 0) return
  stream.pause()
  setTimeout(() => stream.resume(), milliseconds).unref()
}
