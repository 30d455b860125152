import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import {
  type BoardAction,
  type BoardClientMessage,
  type BoardLook,
  type BoardServerMessage,
  boardClientMessage,
} from '../../protocol/board-messages.ts'
import { CLOSE_CODES } from '../../protocol/close-codes.ts'
import { FRAME_HEADER_BYTES, writeOutputHeader } from '../../protocol/frames.ts'
import { BOARD_PATH, BOARD_VERSION } from '../../protocol/limits.ts'
import { parseMessage } from '../../protocol/messages.ts'
import { servePages } from '../../sandbox-server/gateway/pages.ts'
import type { ServersNodes } from '../../sandbox-server/house/node-levels.ts'
import { type CourseChapter, MADE_UP_PLAN, MadeUpRoom, madeUpWorkshop } from './made-up-room.ts'

export const MADE_UP_TOKEN = 'a-token-of-a-made-up-board'

export interface MadeUpBoardOptions {
  /** The built site. */
  readonly pages: string
  readonly seats: number
  /** Between two changes of every seat, in milliseconds; undefined: nothing changes. */
  readonly every?: number
  /** The machines that have the sandboxes; absent: one alone, as most servers have it. */
  readonly nodes?: ServersNodes
}

export interface MadeUpBoard extends AsyncDisposable {
  readonly address: string
  /** The board of the made-up workshop, as its host opens it. */
  readonly boardAddress: string
  readonly room: MadeUpRoom
  /** Closes every connection, as a bad line does. */
  cut(): void
}

/** The site with a board whose readers are made up: it speaks the board's protocol, and has no sandboxes. */
export async function startMadeUpBoard(options: MadeUpBoardOptions): Promise<MadeUpBoard> {
  const chapters = JSON.parse(
    await readFile(join(options.pages, 'summary.json'), 'utf8'),
  ) as CourseChapter[]
  const room = new MadeUpRoom(options.seats, chapters)
  const server = createServer(servePages(options.pages))
  const sockets = new WebSocketServer({ server, path: BOARD_PATH })
  sockets.on('connection', (socket) => serveBoard(socket, room, options))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://localhost:${(server.address() as AddressInfo).port}`
  const cut = () => {
    for (const socket of sockets.clients) socket.terminate()
  }
  return {
    address,
    boardAddress: `${address}/host/?workshop=morning#${MADE_UP_TOKEN}`,
    room,
    cut,
    async [Symbol.asyncDispose]() {
      cut()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function serveBoard(
  socket: WebSocket,
  room: MadeUpRoom,
  { every, nodes }: Pick<MadeUpBoardOptions, 'every' | 'nodes'>,
): void {
  const say = (message: BoardServerMessage) => socket.send(JSON.stringify(message))
  const workshop = madeUpWorkshop(room.seats.length)
  const actions: BoardAction[] = []
  let inView: readonly number[] = []
  let seatLooked = 0
  const timer = every === undefined ? undefined : setInterval(change, every)
  const unwatch = nodes?.watch(() => tellMachine())
  socket.on('close', () => {
    clearInterval(timer)
    unwatch?.()
  })
  socket.on('message', (data) => {
    const message = parseMessage(boardClientMessage, String(data))
    if (message) hear(message)
  })

  function change(): void {
    say({ type: 'seats', seats: [...room.step()], isWhole: false })
    say({ type: 'thumbnails', thumbnails: room.screens(inView, false) })
  }

  function tellMachine(): void {
    const memory = { used: 9.3e9, limit: 16e9 }
    const machine = { processors: 0.34, memory, further: 21 }
    say({ type: 'machine', machine: { ...machine, ...(nodes && { nodes: [...nodes.levels()] }) } })
  }

  /** The reader says yes at once: the board gets a screen, and what is printed after it. */
  function look(seat: number, state: BoardLook['state']): void {
    seatLooked = seat
    const terminal = { look: 1, columns: 80, rows: 24 }
    say({
      type: 'look',
      look: { ...terminal, host: 'Ada', terminal: 'welcome/first', state, seat, since: Date.now() },
    })
    const text = 'reader@sandbox:~$ echo looked-at'
    if (state === 'looking') say({ type: 'screen', ...terminal, offset: text.length, text })
    const printed = Buffer.from('\r\nprinted-later')
    const frame = Buffer.concat([Buffer.alloc(FRAME_HEADER_BYTES), printed])
    writeOutputHeader(frame, terminal.look, text.length)
    socket.send(frame)
  }

  function hear(message: BoardClientMessage): void {
    switch (message.type) {
      case 'hello':
        if (message.token !== MADE_UP_TOKEN) {
          socket.close(CLOSE_CODES.tokenRefused)
          return
        }
        say({ type: 'welcome', version: BOARD_VERSION, host: 'Ada', workshops: [workshop] })
        return
      case 'watch':
        say({ type: 'workshop', workshop })
        say({ type: 'plan', workshop: workshop.workshop, plan: MADE_UP_PLAN })
        say({ type: 'actions', actions, isWhole: true })
        say({ type: 'seats', seats: room.seats, isWhole: true })
        tellMachine()
        return
      case 'view':
        inView = message.seats
        say({ type: 'thumbnails', thumbnails: room.screens(inView, true) })
        return
      case 'do': {
        const { act, request } = message
        const action = { number: actions.length + 1, at: Date.now(), host: 'Ada', act }
        actions.push(action)
        say({ type: 'actions', actions: [action], isWhole: false })
        say({ type: 'done', request, ...(act.act === 'move' && { answer: '482 913' }) })
        if (act.act === 'look') look(act.seat, 'looking')
        if (act.act === 'end-look') look(seatLooked, 'ended-by-host')
        return
      }
      case 'ping':
        say({ type: 'pong' })
    }
  }
}
