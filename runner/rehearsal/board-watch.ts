import { WebSocket } from 'ws'
import {
  type BoardServerMessage,
  type BoardWorkshop,
  boardServerMessage,
  type MachineLevels,
} from '../../protocol/board-messages.ts'
import { BOARD_PATH, BOARD_VERSION } from '../../protocol/limits.ts'
import { RehearsalError } from './rehearsal-error.ts'

/** Time within which the board says what it shows, in milliseconds. */
const FIRST_WORD_MILLISECONDS = 15_000

/** What a host's board shows of one workshop and of its machine, kept up to date. */
export class BoardWatch implements Disposable {
  readonly #socket: WebSocket
  readonly #onMachine: (machine: MachineLevels) => void
  #workshop: BoardWorkshop | undefined
  #machine: MachineLevels | undefined
  readonly #known = Promise.withResolvers<void>()

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
    this.#socket.on('error', (error) => this.#known.reject(boardError(address, error.message)))
    this.#socket.on('close', (code, reason) => {
      const said = reason.toString() || `it closed the connection with ${code}`
      this.#known.reject(boardError(address, said))
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
      () => watch.#known.reject(boardError(address, 'it said nothing')),
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
    if (message?.type === 'machine') {
      this.#machine = message.machine
      this.#onMachine(message.machine)
    }
    if (this.#workshop && this.#machine) this.#known.resolve()
  }

  #send(message: unknown): void {
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

function boardError(address: string, said: string): RehearsalError {
  return new RehearsalError(`The board of ${address} does not answer: ${said.replace(/\.$/, '')}.`)
}
