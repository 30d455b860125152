import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import {
  type BoardClientMessage,
  type BoardServerMessage,
  type BoardWorkshop,
  boardServerMessage,
  type MachineLevels,
} from '../../protocol/board-messages.ts'
import { CLOSE_CODES } from '../../protocol/close-codes.ts'
import { BOARD_PATH, BOARD_VERSION } from '../../protocol/limits.ts'
import { RehearsalError } from './rehearsal-error.ts'

/** Time within which the board says what it shows, in milliseconds. */
const FIRST_WORD_MILLISECONDS = 15_000

const LOOK_MILLISECONDS = 50

/** What a host's board shows of one workshop and of its machine, kept up to date. */
export class BoardWatch implements Disposable {
  readonly #socket: WebSocket
  readonly #onMachine: (machine: MachineLevels) => void
  #workshop: BoardWorkshop | undefined
  #machine: MachineLevels | undefined
  readonly #known = Promise.withResolvers<void>()
  /** The names of those who have a seat. */
  readonly #names = new Map<number, string>()
  /** What is done, by the number of its request. */
  readonly #asked = new Map<number, () => void>()

  private constructor(
    address: string,
    token: string,
    workshop: string,
    onMachine: (machine: MachineLevels) => void,
  ) {
    this.#onMachine = onMachine
    this.#socket = new WebSocket(`${address.replace(/^http/, 'ws')}${BOARD_PATH}`, {
      origin: new URL(address).origin,
      handshakeTimeout: FIRST_WORD_MILLISECONDS,
    })
    this.#known.promise.catch(() => {})
    this.#socket.on('open', () => this.#send({ type: 'hello', version: BOARD_VERSION, token }))
    this.#socket.on('message', (data) => this.#hear(String(data), workshop))
    this.#socket.on('error', (error) => this.#known.reject(unreachable(address, error)))
    this.#socket.on('close', (code, reason) => {
      this.#known.reject(closed(address, code, reason.toString()))
    })
  }

  /**
   * @param onMachine hears each time what the machine has left.
   * @throws {RehearsalError} where the token is refused, or there is no such workshop.
   */
  static async open(
    address: string,
    token: string,
    workshop: string,
    onMachine: (machine: MachineLevels) => void,
  ): Promise<BoardWatch> {
    const watch = new BoardWatch(address, token, workshop, onMachine)
    const late = setTimeout(
      () => watch.#known.reject(new RehearsalError(`The board of ${address} says nothing.`)),
      FIRST_WORD_MILLISECONDS,
    )
    try {
      await watch.#known.promise
      return watch
    } catch (error) {
      watch[Symbol.dispose]()
      throw error
    } finally {
      clearTimeout(late)
    }
  }

  get workshop(): BoardWorkshop {
    return this.#workshop as BoardWorkshop
  }

  get machine(): MachineLevels {
    return this.#machine as MachineLevels
  }

  /** Ends the part of these readers; resolves when that is done, or the board does not answer. */
  async end(names: readonly string[]): Promise<void> {
    const late = AbortSignal.timeout(FIRST_WORD_MILLISECONDS)
    // A seat that was taken a moment ago is told of a moment later.
    const isTold = () => names.every((name) => [...this.#names.values()].includes(name))
    while (!isTold() && !late.aborted) await delay(LOOK_MILLISECONDS)
    const seats = [...this.#names].filter(([, name]) => names.includes(name)).map(([seat]) => seat)
    if (seats.length === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const request = this.#asked.size
    this.#asked.set(request, resolve)
    late.addEventListener('abort', () => resolve())
    const act = { act: 'end', to: { seats } } as const
    this.#send({ type: 'do', request, workshop: this.workshop.workshop, act })
    await promise
  }

  [Symbol.dispose](): void {
    this.#socket.terminate()
  }

  #hear(text: string, wanted: string): void {
    const message = parse(text)
    if (message?.type === 'welcome') {
      const names = message.workshops.map(({ workshop }) => workshop)
      if (names.includes(wanted)) this.#send({ type: 'watch', workshop: wanted })
      else this.#known.reject(new RehearsalError(unknownWorkshop(wanted, names)))
    }
    if (message?.type === 'workshop' && message.workshop.workshop === wanted) {
      this.#workshop = message.workshop
    }
    if (message?.type === 'seats') {
      if (message.isWhole) this.#names.clear()
      for (const { seat, name, presence } of message.seats) {
        if (presence === 'over') this.#names.delete(seat)
        else this.#names.set(seat, name)
      }
    }
    if (message?.type === 'done' || message?.type === 'refused') {
      this.#asked.get(message.request)?.()
    }
    if (message?.type === 'machine') {
      this.#machine = message.machine
      this.#onMachine(message.machine)
    }
    if (this.#workshop && this.#machine) this.#known.resolve()
  }

  #send(message: BoardClientMessage): void {
    this.#socket.send(JSON.stringify(message))
  }
}

function parse(text: string): BoardServerMessage | undefined {
  try {
    return boardServerMessage.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function unknownWorkshop(wanted: string, names: readonly string[]): string {
  const there = names.length === 0 ? 'there is none yet' : `there are ${names.join(', ')}`
  return `There is no workshop ${wanted}: ${there}.`
}

function unreachable(address: string, error: Error): RehearsalError {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') return new RehearsalError(`No server answers at ${address}.`)
  if (/response: 404/.test(error.message)) {
    return new RehearsalError(
      `${address} has no workshops: it has no live terminals, or is no Docker Blitz of this version.`,
    )
  }
  return new RehearsalError(`${address} cannot be reached: ${error.message}.`)
}

function closed(address: string, code: number, reason: string): RehearsalError {
  return new RehearsalError(
    code === CLOSE_CODES.tokenRefused
      ? `That is no host's token of ${address}: the start prints the board's link, which has it.`
      : `The board of ${address} closed the connection with ${code}. ${reason}`.trim(),
  )
}
