import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { BoardClientMessage } from '../../../protocol/board-messages.ts'
import { BOARD_VERSION } from '../../../protocol/limits.ts'
import { BoardConnection } from '../../../sandbox-server/board/board-connection.ts'
import { FIRST_HOST, renewHostToken } from '../../../sandbox-server/workshops/host-tokens.ts'
import { parsePlan } from '../../../sandbox-server/workshops/plan.ts'
import { until } from '../../support/reader.ts'
import { noSandboxes, startServer, type TestServer } from '../../support/server.ts'

/** The other side of a line, which never takes notice of a close. */
class DeafSocket extends EventEmitter {
  readonly OPEN = 1
  bufferedAmount = 0
  readyState = 1
  readonly sent: string[] = []

  send(text: string): void {
    this.sent.push(text)
  }

  close(): void {
    this.readyState = 2
  }

  says(message: BoardClientMessage): void {
    this.emit('message', Buffer.from(JSON.stringify(message)), false)
  }
}

const blank = (words: string): BoardClientMessage => {
  return { type: 'do', request: 1, workshop: 'blue', act: { act: 'blank', to: 'all', words } }
}

/** A board of a workshop, at the end of such a line. */
function deafBoard({ workshops, hostToken: token, faults }: TestServer) {
  workshops.plan('blue', parsePlan('{ title: Blue, code: BLUE42, seats: 3 }', 'blue.yaml'))
  const socket = new DeafSocket()
  const board = new BoardConnection({
    socket: socket as unknown as WebSocket,
    workshops,
    courses: [''],
    site: undefined,
    machine: () => ({ processors: 0, memory: { used: 0, limit: 0 }, further: 0 }),
    sent: () => 0,
    onFault: (error) => faults.push(error),
  })
  socket.says({ type: 'hello', version: BOARD_VERSION, token })
  socket.says({ type: 'watch', workshop: 'blue' })
  return { socket, board }
}

it('a board that was closed is told nothing more, and nothing more is done for it', async () => {
  await using server = await startServer({ driver: noSandboxes })
  const { workshops } = server
  const { socket, board } = deafBoard(server)
  socket.says(blank('Look up'))
  await until(() => workshops.named('blue').actions.length === 1, 'what an open board asks for')

  board.close('tokenRefused')
  const told = socket.sent.length
  socket.says(blank('Pay me'))
  workshops.named('blue').closeAt(Date.now() + 60_000)
  await new Promise((resolve) => setImmediate(resolve))
  expect(workshops.named('blue').actions.map(({ act }) => act)).toEqual([
    { act: 'blank', to: 'all', words: 'Look up' },
  ])
  expect(socket.sent.length).toBe(told)
})

it('a board that asks without end is closed, and one of a busy host is not', async () => {
  await using server = await startServer({ driver: noSandboxes })
  const { socket } = deafBoard(server)
  for (let count = 0; count < 1500; count++) socket.says({ type: 'ping' })
  expect(socket.readyState).toBe(1)
  for (let count = 0; count < 5000; count++) socket.says({ type: 'ping' })
  await until(() => socket.readyState === 2, 'the end of the board')
})

describe('a board that reads nothing of what it is sent', () => {
  it('is closed where its token was renewed', async () => {
    await using server = await startServer({ driver: noSandboxes })
    const { socket } = deafBoard(server)
    socket.bufferedAmount = 1_000_000
    renewHostToken(server.workshops.records, FIRST_HOST, Date.now())
    await until(() => socket.readyState === 2, 'the end of the board')
  })

  it('does nothing with a token that was renewed a moment ago', async () => {
    await using server = await startServer({ driver: noSandboxes })
    const { socket } = deafBoard(server)
    socket.bufferedAmount = 1_000_000
    renewHostToken(server.workshops.records, FIRST_HOST, Date.now())
    socket.says(blank('Pay me'))
    expect(socket.readyState).toBe(2)
    expect(server.workshops.named('blue').actions).toEqual([])
  })
})

it('a board ends, and not the server, where the records cannot be read', async () => {
  await using server = await startServer({ driver: noSandboxes })
  const { socket } = deafBoard(server)
  const broken = new Error('The disk does not work.')
  vi.spyOn(server.workshops, 'hostOf').mockImplementation(() => {
    throw broken
  })
  await until(() => socket.readyState === 2, 'the end of the board')
  expect(server.faults).toContain(broken)
})
