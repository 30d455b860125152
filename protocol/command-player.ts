import stripAnsi from 'strip-ansi'
import type { ShellPiece } from './shell-marks.ts'

/** Commands for a shell, and what to type while they run. */
export interface Play {
  readonly commands: readonly string[]
  /** Each is given once, in this order, when the output after the one before shows `when`. */
  readonly answers?: readonly { readonly when: string; readonly keys: string }[]
  /** The last command goes on, and the play is over once its output shows this. */
  readonly until?: string | undefined
}

export interface PlayedCommand {
  readonly command: string
  /** Null where the shell gave none, undefined where the command goes on. */
  readonly status: number | null | undefined
  /** As it came from the PTY. */
  readonly output: Uint8Array
}

export interface Played {
  readonly commands: readonly PlayedCommand[]
  /** `failed`: the last one did, and what follows was not typed; `open`: it goes on. */
  readonly end: 'done' | 'failed' | 'open' | 'closed'
}

/** What is known of a play's end, wherever it was played. */
export interface PlayEnd {
  readonly end: string
  /** One for each command that was typed, as of {@link PlayedCommand}. */
  readonly statuses: readonly (number | null | undefined)[]
}

/** @returns whether a play ended as its author meant it to. */
export function hasSucceeded(
  { end, statuses }: PlayEnd,
  meant: { readonly commands: number; readonly exit: number; readonly until: string | undefined },
): boolean {
  if (meant.until !== undefined) return end === 'open'
  if (end !== 'done' && end !== 'failed') return false
  return statuses.length === meant.commands && statuses.at(-1) === meant.exit
}

/** Output of one command that is kept, in bytes. */
const MAXIMUM_OUTPUT_BYTES = 1024 * 1024

/** A program may ask before it listens: docker's prompts do, and a Ctrl+C then ends it another way. */
const ANSWER_MILLISECONDS = 50

/** Text in which a prompt is looked for, in UTF-16 units: it is short, and stands at the end. */
const MAXIMUM_SEEN_LENGTH = 8 * 1024

const LINE_FEED = 0x0a

interface Running {
  readonly command: string
  readonly chunks: Uint8Array[]
  bytes: number
  /** The shell has taken the line: a prompt before that is the same one, drawn again at another size. */
  entered: boolean
  /** What comes before is the shell's echo of the command. */
  started: boolean
}

/**
 * Types commands into a shell, each when the shell stands at its prompt, by the marks in its output.
 * It stops at the first one that fails: what follows builds on it.
 */
export class CommandPlayer {
  readonly #play: Play
  readonly #write: (data: string) => void
  readonly #played: PlayedCommand[] = []
  readonly #decoder = new TextDecoder()
  readonly #settled = Promise.withResolvers<Played>()
  #next = 0
  #answered = 0
  #running: Running | undefined
  /** The end of what came since the last answer, as text. */
  #seen = ''
  #failed = false
  #halted = false
  #over = false

  constructor(play: Play, write: (data: string) => void) {
    this.#play = play
    this.#write = write
  }

  get played(): Promise<Played> {
    return this.#settled.promise
  }

  /** Whether a command was typed. */
  get hasBegun(): boolean {
    return this.#next > 0
  }

  /** The commands that have ended, and how. */
  get commands(): readonly PlayedCommand[] {
    return this.#played
  }

  /** What comes from the terminal, in the order of its stream. */
  push(piece: ShellPiece): void {
    if (this.#over) return
    switch (piece.kind) {
      case 'bytes':
        this.#output(piece.bytes)
        break
      case 'prompt-end':
        this.atPrompt()
        break
      case 'command-start':
        if (this.#running) this.#running.started = true
        break
      case 'command-end':
        this.#ended(piece.status)
    }
  }

  /**
   * The shell stands at its prompt. Called by the owner where it knows that from before.
   * @returns `typed` where the shell has something to do now.
   */
  atPrompt(): 'typed' | 'idle' {
    if (this.#over) return 'idle'
    if (this.#running?.entered === false) return 'typed'
    const command = this.#failed || this.#halted ? undefined : this.#play.commands[this.#next]
    if (command === undefined) {
      const isWhole = this.#next === this.#play.commands.length
      this.#end(this.#failed ? 'failed' : isWhole ? 'done' : 'closed')
      return 'idle'
    }
    this.#next += 1
    this.#running = { command, chunks: [], bytes: 0, entered: false, started: false }
    this.#seen = ''
    this.#write(`${command.replaceAll('\n', '\r')}\r`)
    return 'typed'
  }

  /** Types no further command; the end of the one that runs is waited for. */
  halt(): void {
    this.#halted = true
  }

  /** The shell has ended, or the reader took over. */
  close(): void {
    if (!this.#over) this.#end('closed')
  }

  #output(bytes: Uint8Array): void {
    const running = this.#running
    if (running && bytes.includes(LINE_FEED)) running.entered = true
    if (!running?.started) return
    running.bytes += bytes.length
    if (running.bytes <= MAXIMUM_OUTPUT_BYTES) running.chunks.push(bytes)
    const isLast = this.#next === this.#play.commands.length
    const until = isLast ? this.#play.until : undefined
    const answer = this.#play.answers?.[this.#answered]
    if (until === undefined && answer === undefined) return
    const text = this.#decoder.decode(bytes, { stream: true })
    this.#seen = (this.#seen + text).slice(-MAXIMUM_SEEN_LENGTH)
    const seen = stripAnsi(this.#seen)
    if (answer && seen.includes(answer.when)) this.#give(answer.keys)
    else if (until !== undefined && seen.includes(until)) this.#end('open')
  }

  #give(keys: string): void {
    this.#answered += 1
    this.#seen = ''
    setTimeout(() => {
      if (!this.#over) this.#write(keys)
    }, ANSWER_MILLISECONDS)
  }

  #ended(status: number | null): void {
    const running = this.#running
    if (running === undefined) return
    this.#running = undefined
    this.#played.push({ command: running.command, status, output: joined(running.chunks) })
    this.#failed = status !== 0
  }

  #end(end: Played['end']): void {
    this.#over = true
    if (this.#running) {
      const { command, chunks } = this.#running
      this.#played.push({ command, status: undefined, output: joined(chunks) })
    }
    this.#settled.resolve({ commands: this.#played, end })
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
