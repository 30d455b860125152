import { WebSocket } from 'ws'
import type { PlacedBlock } from '../lesson/course.ts'
import { fillInCommand } from '../lesson/fill-in-command.ts'
import { defaultsOf } from '../lesson/variable.ts'
import { type ConnectionStatus, LiveClient, type SocketLike } from '../protocol/client.ts'
import { CommandPlayer, type Play, type Played } from '../protocol/command-player.ts'
import { SOCKET_PATH } from '../protocol/limits.ts'
import type { ExecResult } from '../protocol/messages.ts'
import { SandboxFiles } from '../protocol/sandbox-files.ts'
import { englishFailure } from '../protocol/sentences.ts'
import { ShellMarkParser } from '../protocol/shell-marks.ts'
import type { WorkshopAct } from '../protocol/workshop-messages.ts'
import { Cast } from './cast.ts'
import { RUNNER_COLUMNS, RUNNER_ROWS, screenText } from './screen-text.ts'

/** Time for one block, in milliseconds: against a hang, on the slowest machine. */
export const BLOCK_MILLISECONDS = 180_000

export interface PlayedStep {
  /** With the reader's own values. */
  readonly command: string
  /** Undefined where it goes on; null where the shell gave none. */
  readonly status: number | null | undefined
  /** As it stands on the screen. */
  readonly output: string
}

export interface PlayedBlock {
  readonly steps: readonly PlayedStep[]
  readonly end: Played['end'] | 'late'
  readonly cast: Cast
  readonly times: PlayTimes
}

/** Milliseconds since the block was asked for; undefined where it never came to that. */
export interface PlayTimes {
  /** Its shell stood at the first prompt. */
  prompt?: number
  /** The shell has started the first command. */
  start?: number
  /** That command has printed something. */
  output?: number
}

/** What a reader's pages are besides a place where blocks are played. */
export interface ReaderPages {
  /** Of a session that there is already, such as that of a workshop's seat. */
  readonly token?: string
  /** They stay connected while nothing is played, as those of a workshop do. */
  readonly stays?: boolean
  readonly onConnection?: (status: ConnectionStatus) => void
  /** Its engine is not asked what it is: a page does not ask that either. */
  readonly leavesEngine?: boolean
}

/** The lessons cannot be played at all; the message is a sentence. */
export class ReaderError extends Error {
  override readonly name = 'ReaderError'
}

/**
 * A reader who plays lessons: one session on a server, by the protocol that pages use. The working
 * directory carries over from block to block, as it does in a page.
 */
export class LessonReader implements Disposable {
  readonly #address: string
  readonly #pages: ReaderPages
  #client: LiveClient
  #socket: WebSocket | undefined
  #token: string | undefined
  #directory: string | undefined
  #engine: string | undefined

  /** @param address of the course, such as `http://localhost:8000` or `http://localhost:8000/git`. */
  constructor(address: string, pages: ReaderPages = {}) {
    this.#address = address
    this.#pages = pages
    this.#token = pages.token
    this.#client = this.#newClient()
  }

  /** Resolves when the page is connected. @throws {ReaderError} where it cannot be. */
  async arrive(): Promise<void> {
    try {
      await this.#client.reach()
    } catch (error) {
      throw new ReaderError((error as Error).message)
    }
  }

  /**
   * Goes on to another page of the same session, with a connection of its own. The shells of the
   * page that is left go on without it, as they do for a reader.
   */
  turnPage(): void {
    this.#client.dispose()
    this.#client = this.#newClient()
  }

  /** As when the page is loaded again: the shell of a terminal goes on in the new one. */
  async reload(terminal: string): Promise<void> {
    this.turnPage()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#client.open(
      { terminal, columns: RUNNER_COLUMNS, rows: RUNNER_ROWS, resume: true },
      {
        onOpened: () => resolve(),
        onOutput: (_, consumed) => consumed(),
        onError: (sentence) => reject(new ReaderError(`${terminal}: ${sentence}`)),
      },
    )
    await promise
  }

  /** As when the network goes for a moment: no goodbye. */
  dropConnection(): void {
    this.#socket?.terminate()
  }

  tellWorkshop(act: WorkshopAct): void {
    this.#client.tellWorkshop(act)
  }

  #newClient(): LiveClient {
    const address = this.#address
    const { onConnection, stays } = this.#pages
    const client = new LiveClient({
      sentenceOf: englishFailure,
      connect: () => {
        const socket = new WebSocket(`${address.replace(/^http/, 'ws')}${SOCKET_PATH}`, {
          origin: new URL(address).origin,
        })
        this.#socket = socket
        return socket as unknown as SocketLike
      },
      ...(onConnection && { onConnection }),
      token: {
        load: () => this.#token,
        save: (token) => {
          this.#token = token
        },
      },
    })
    if (stays) client.stay()
    return client
  }

  /**
   * @param tell hears what is waited for: a shell, and then each command.
   * @throws {ReaderError} where the server has no terminal for it.
   */
  async play(
    block: Pick<PlacedBlock, 'name' | 'steps' | 'answers' | 'until' | 'variables'>,
    values: ReadonlyMap<string, string>,
    tell: (what: string) => void = () => {},
  ): Promise<PlayedBlock> {
    const variables = defaultsOf(block.variables)
    const play: Play = {
      commands: block.steps.map(({ command }) => fillInCommand(command, values, variables)),
      answers: block.answers,
      until: block.until,
    }
    const cast = new Cast(block.name)
    const times: PlayTimes = {}
    tell('a sandbox and a shell in it')
    const { commands, end } = await this.#playIn(block.name, play, cast, times, tell)
    // In a sandbox whose engine has been ended, a recording goes without its name.
    if (!this.#pages.leavesEngine) this.#engine ??= await this.#askEngine()
    if (this.#engine !== undefined) cast.recordedWith(this.#engine)
    const steps = commands.map(async ({ command, status, output }) => {
      return { command, status, output: await screenText(output) }
    })
    return { steps: await Promise.all(steps), end, cast, times }
  }

  exec(command: string): Promise<ExecResult> {
    const directory = this.#directory
    return this.#client.exec(command, { ...(directory && { directory }), milliseconds: 60_000 })
  }

  /**
   * Writes a file of the home directory, whatever was there.
   * @returns undefined, or why it was not written.
   */
  async writeFile(path: string, text: string): Promise<string | undefined> {
    const files = new SandboxFiles((command, options) => this.#client.exec(command, options))
    const written = await files.write(path, new TextEncoder().encode(text), 'any')
    if (written.state === 'saved') return undefined
    return written.state === 'failed' && written.reason !== '' ? written.reason : written.state
  }

  /** @returns the sandbox's engine without the suffix of its package, such as `Docker 28.5.2`. */
  async #askEngine(): Promise<string | undefined> {
    const { status, stdout } = await this.exec("docker version --format '{{.Server.Version}}'")
    return status === 0 ? `Docker ${stdout.trim().replace(/[+~].*$/, '')}` : undefined
  }

  /** As when the page is closed: the sandbox stays. */
  leave(): void {
    this.#client.dispose()
  }

  /** Throws the sandbox away. */
  [Symbol.dispose](): void {
    if (this.#client.status === 'connected') this.#client.reset()
    this.#client.dispose()
  }

  async #playIn(
    terminal: string,
    play: Play,
    cast: Cast,
    times: PlayTimes,
    tell: (what: string) => void,
  ): Promise<Omit<Played, 'end'> & { end: PlayedBlock['end'] }> {
    const failed = Promise.withResolvers<never>()
    const marks = new ShellMarkParser()
    const began = performance.now()
    // What goes on after its play is no part of the recording.
    let isOver = false
    const player = new CommandPlayer(play, (data) => {
      tell(waitWords(play, player.commands.length))
      channel.write(data)
    })
    const channel = this.#client.open(
      {
        terminal,
        columns: RUNNER_COLUMNS,
        rows: RUNNER_ROWS,
        ...(this.#directory !== undefined && { directory: this.#directory }),
      },
      {
        onOutput: (bytes, consumed) => {
          if (!isOver) cast.output(bytes, performance.now())
          for (const piece of marks.push(bytes)) {
            if (piece.kind === 'directory') this.#directory = piece.path
            if (piece.kind === 'prompt-end') times.prompt ??= performance.now() - began
            if (piece.kind === 'command-start') times.start ??= performance.now() - began
            if (piece.kind === 'bytes' && times.start !== undefined) {
              times.output ??= performance.now() - began
            }
            player.push(piece)
          }
          consumed()
        },
        onExit: () => player.close(),
        onError: (sentence) => failed.reject(new ReaderError(`${terminal}: ${sentence}`)),
      },
    )
    const late = Promise.withResolvers<'late'>()
    // Its sockets keep a process alive while it plays, and not the time that is left.
    const timer = setTimeout(() => late.resolve('late'), BLOCK_MILLISECONDS).unref()
    try {
      const played = await Promise.race([player.played, failed.promise, late.promise])
      if (played !== 'late') return played
      player.close()
      return { ...(await player.played), end: 'late' }
    } finally {
      isOver = true
      clearTimeout(timer)
    }
  }
}

/** @param index of the command that was typed last. @returns what its end is known by. */
function waitWords({ commands, until }: Play, index: number): string {
  const isLast = index === commands.length - 1
  return isLast && until !== undefined ? `"${until}" of ${commands[index]}` : `${commands[index]}`
}
