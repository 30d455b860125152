import { constants } from 'node:os'
import { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { SignalName } from '../../../protocol/messages.ts'
import {
  type HeldFrame,
  HeldFrameParser,
  holdFrames,
  LARGEST_INPUT_BYTES,
  type TakenInput,
} from './hold-frames.ts'

/** Bytes that are taken from the channel ahead of who reads: all of it is shown before a Ctrl+C is. */
const AHEAD_BYTES = 16 * 1024

/**
 * All that runs in a sandbox ends with it, in no order: before that time its SSH server may answer
 * though the holder is dead already; milliseconds.
 */
const DYING_MILLISECONDS = 500

/**
 * A shell whose PTY is held in the sandbox: a connection that is lost costs it nothing, and the next
 * one gets what it printed meanwhile. Emits `taken` (writer, offset, again) when input of a writer was
 * taken, and `exit` (status, signal) before it closes, unless the connection was lost.
 */
export class HeldShell extends Duplex {
  readonly #stream: Duplex
  readonly #isSandboxAlive: () => Promise<boolean>
  readonly #frames = new HeldFrameParser()
  readonly #begins = Promise.withResolvers<void>()
  /** By writer, how much of its input was taken, in bytes. */
  readonly #taken = new Map<string, number>()
  /** The holder's version counts no input, so that it is counted here, for as long as this lives. */
  #countsHere = false
  #isOver = false
  /** Offset of the next byte that comes from the holder. */
  #received = 0
  #awaited: { readonly offset: number; readonly reached: () => void } | undefined
  /** Offset of the first byte that is read here, in bytes since the shell began. */
  offset = 0
  /** Bytes before this offset were printed before this attaching. */
  seam = 0

  private constructor(stream: Duplex, isSandboxAlive: () => Promise<boolean>) {
    super({ readableHighWaterMark: AHEAD_BYTES })
    this.#stream = stream
    this.#isSandboxAlive = isSandboxAlive
    stream.on('data', (chunk: Buffer) => this.#receive(chunk))
    // `close` follows, and then it is asked which end it was.
    stream.on('error', () => {})
    stream.once('end', () => stream.destroy())
    stream.once('close', () => {
      this.#begins.reject(new Error('The shell is not there.'))
      void this.#gone()
    })
    this.once('close', () => this.#begins.reject(new Error('The shell is not there.')))
  }

  /**
   * @param stream leads to the holder's socket.
   * @param greeting what the holder is asked for: a frame of `open` or of `attach`.
   * @param isSandboxAlive asks the sandbox; rejects never.
   * @throws when the holder does not answer.
   */
  static async meet(
    stream: Duplex,
    greeting: Buffer,
    isSandboxAlive: () => Promise<boolean>,
  ): Promise<HeldShell> {
    const shell = new HeldShell(stream, isSandboxAlive)
    // Whoever waits is told by the rejection, and `close` follows in any case.
    shell.on('error', () => {})
    stream.write(greeting)
    await shell.#begins.promise
    return shell
  }

  /** Resolves when all that it prints before `offset` has come here, or no more will. One at a time. */
  reaches(offset: number): Promise<void> {
    if (this.#received >= offset || this.#isOver || this.destroyed) return Promise.resolve()
    return new Promise((resolve) => {
      this.#awaited = { offset, reached: resolve }
      this.once('close', resolve)
    })
  }

  /** How many bytes of that writer's input were taken. */
  taken(writer: string): number {
    return this.#taken.get(writer) ?? 0
  }

  /**
   * Types what a writer has typed, each byte once and in order, over any number of connections.
   * @param input the writer, and how many bytes it had typed before these.
   * @param bytes {@link LARGEST_INPUT_BYTES} at most.
   */
  type(input: TakenInput, bytes: Uint8Array): void {
    if (this.#countsHere) this.#typeCounted(input, bytes)
    else this.#stream.write(holdFrames.countedInput(input, bytes))
  }

  resize(columns: number, rows: number): void {
    this.#stream.write(holdFrames.resize(columns, rows))
  }

  /** Signals what runs in the foreground; a shell that stands at its prompt is left alone. */
  signal(name: SignalName): void {
    this.#stream.write(holdFrames.signal(constants.signals[`SIG${name}`]))
  }

  /** The connection broke: what was not read yet comes again with the next one. */
  lose(): void {
    if (!this.#isOver) this.destroy()
  }

  /** Hangs up on the shell and all that runs in it. */
  close(): void {
    this.#stream.write(holdFrames.end(), () => this.destroy())
  }

  override _read(): void {
    this.#stream.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    let begin = 0
    for (; begin + LARGEST_INPUT_BYTES < chunk.length; begin += LARGEST_INPUT_BYTES) {
      this.#stream.write(holdFrames.input(chunk.subarray(begin, begin + LARGEST_INPUT_BYTES)))
    }
    this.#stream.write(holdFrames.input(chunk.subarray(begin)), () => done())
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stream.destroy()
    done(error)
  }

  #typeCounted({ writer, offset }: TakenInput, bytes: Uint8Array): void {
    // One that is not known may have typed by way of an earlier server.
    const known = this.#taken.get(writer) ?? offset
    const isGap = offset > known
    if (!isGap && known < offset + bytes.length) {
      this.#stream.write(holdFrames.input(bytes.subarray(known - offset)))
    }
    const end = isGap ? known : Math.max(known, offset + bytes.length)
    this.#tellTaken({ writer, offset: end }, isGap)
  }

  #tellTaken({ writer, offset }: TakenInput, again: boolean): void {
    this.#taken.set(writer, offset)
    this.emit('taken', writer, offset, again)
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#frames.push(chunk)) this.#take(frame)
    } catch (error) {
      this.destroy(error as Error)
    }
  }

  #take(frame: HeldFrame): void {
    switch (frame.kind) {
      case 'begins':
        this.offset = frame.offset
        this.#received = frame.offset
        this.seam = frame.end
        this.#countsHere = frame.taken === undefined
        for (const { writer, offset } of frame.taken ?? []) this.#taken.set(writer, offset)
        this.#begins.resolve()
        return
      case 'taken':
        this.#tellTaken(frame, frame.again)
        return
      case 'output':
        this.#received += frame.bytes.length
        if (!this.push(frame.bytes)) this.#stream.pause()
        if (this.#awaited && this.#received >= this.#awaited.offset) this.#awaited.reached()
        return
      case 'exited':
        this.#stream.write(holdFrames.end())
        this.#exit(frame.status, frame.signal)
    }
  }

  /** A holder that goes while the sandbox stays was killed, and the shell with it. */
  async #gone(): Promise<void> {
    if (this.#isOver || this.destroyed) return
    await delay(DYING_MILLISECONDS, undefined, { ref: false })
    if (this.destroyed) return
    if (await this.#isSandboxAlive()) this.#exit(null, 'KILL')
    else this.destroy()
  }

  #exit(status: number | null, signal: string | null): void {
    if (this.#isOver) return
    this.#isOver = true
    // Whoever gets this shell may have to take some of its output first.
    this.once('end', () => this.emit('exit', status, signal))
    this.push(null)
    this.end()
  }
}
