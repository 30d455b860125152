import { WebSocket } from 'ws'
import {
  type BoardAct,
  type BoardAction,
  type BoardClientMessage,
  type BoardLook,
  type BoardSeat,
  type BoardServerMessage,
  type BoardWorkshop,
  boardServerMessage,
} from '../../protocol/board-messages.ts'
import { decodeOutput } from '../../protocol/frames.ts'
import { BOARD_PATH, BOARD_VERSION } from '../../protocol/limits.ts'
import { parseMessage } from '../../protocol/messages.ts'
import { withChange } from '../../protocol/thumbnail-rows.ts'
import { until } from './reader.ts'

type Message<Type> = Extract<BoardServerMessage, { type: Type }>

/** A host's board without a browser: the state that it was told. */
export class TestBoard implements Disposable {
  readonly messages: BoardServerMessage[] = []
  readonly seats = new Map<number, BoardSeat>()
  workshop: BoardWorkshop | undefined
  /** What hosts did, as this board was told it. */
  actions: readonly BoardAction[] = []
  /** By look, the screen that was shown last, and all that came after any. */
  readonly screens = new Map<number, Message<'screen'>>()
  readonly outputs = new Map<number, string>()
  readonly #looks = new Map<number, BoardLook>()
  readonly #thumbnails = new Map<number, string[]>()
  /** The code with which the server has closed the connection. */
  closed: number | undefined
  readonly #socket: WebSocket
  #request = 0

  constructor(address: string, token: string) {
    this.#socket = new WebSocket(`${address.replace('http', 'ws')}${BOARD_PATH}`, {
      origin: address,
      headers: { host: new URL(address).host },
    })
    this.#socket.on('open', () => this.send({ type: 'hello', version: BOARD_VERSION, token }))
    this.#socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#take(data)
      const message = isBinary ? undefined : parseMessage(boardServerMessage, data.toString())
      if (message) this.#hear(message)
    })
    this.#socket.on('error', () => {})
    this.#socket.on('close', (code) => {
      this.closed = code
    })
  }

  send(message: BoardClientMessage): void {
    this.#socket.send(JSON.stringify(message))
  }

  /** Watches a workshop, once this board is welcome. */
  async watch(workshop: string): Promise<void> {
    await this.#welcomed()
    this.send({ type: 'watch', workshop })
    await until(() => this.workshop?.workshop === workshop, `the workshop ${workshop}`)
  }

  /** @returns the server's answer: what was asked for, or why it was refused. */
  async do(workshop: string, act: BoardAct): Promise<BoardServerMessage> {
    await this.#welcomed()
    const request = this.#request++
    this.send({ type: 'do', request, workshop, act })
    const isAnswer = (message: BoardServerMessage) =>
      (message.type === 'done' || message.type === 'refused') && message.request === request
    await until(() => this.messages.some(isAnswer), `the answer to ${act.act}`)
    return this.messages.find(isAnswer) as BoardServerMessage
  }

  /** A look as it was told last. */
  look(look: number): BoardLook | undefined {
    return this.#looks.get(look)
  }

  /** What was printed in a look, after its screen. */
  printed(look: number): string {
    return this.outputs.get(look) ?? ''
  }

  /** What the tile of a seat shows. */
  rows(seat: number): readonly string[] {
    return this.#thumbnails.get(seat) ?? []
  }

  [Symbol.dispose](): void {
    this.#socket.terminate()
  }

  #welcomed(): Promise<void> {
    return until(() => this.messages.some(({ type }) => type === 'welcome'), "the board's welcome")
  }

  #take(frame: Buffer): void {
    const output = decodeOutput(frame)
    if (output === undefined) throw new Error('A board was sent a frame that is no output.')
    const text = Buffer.from(output.bytes).toString()
    this.outputs.set(output.channel, this.printed(output.channel) + text)
  }

  #hear(message: BoardServerMessage): void {
    this.messages.push(message)
    if (message.type === 'screen') this.screens.set(message.look, message)
    if (message.type === 'look') this.#looks.set(message.look.look, message.look)
    if (message.type === 'thumbnails') {
      for (const one of message.thumbnails) {
        const before = one.terminal === undefined ? this.rows(one.seat) : []
        this.#thumbnails.set(one.seat, withChange(before, one))
      }
    }
    if (message.type === 'workshop') this.workshop = message.workshop
    if (message.type === 'actions') {
      this.actions = [...(message.isWhole ? [] : this.actions), ...message.actions]
    }
    if (message.type !== 'seats') return
    if (message.isWhole) this.seats.clear()
    for (const seat of message.seats) this.seats.set(seat.seat, seat)
  }
}

/** Joins a workshop as the join page does. @returns the token of the reader's session. */
export async function joinWorkshop(
  address: string,
  reader: { code: string; name: string; group?: string; hasThumbnail?: boolean },
): Promise<string> {
  const response = await fetch(`${address}/board/join`, {
    method: 'POST',
    headers: { Origin: address, 'Content-Type': 'application/json' },
    body: JSON.stringify({ hasThumbnail: false, ...reader }),
  })
  const answer = (await response.json()) as { token?: string; sentence?: string }
  if (answer.token === undefined) throw new Error(answer.sentence)
  return answer.token
}
