import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import type { BoardClientMessage } from '../../../protocol/board-messages.ts'
import { BOARD_VERSION } from '../../../protocol/limits.ts'
import { BoardConnection } from '../../../sandbox-server/board/board-connection.ts'
import { parsePlan } from '../../../sandbox-server/workshops/plan.ts'
import { until } from '../../support/reader.ts'
import { noSandboxes, startServer } from '../../support/server.ts'

/** The other side of a line, which never takes notice of a close. */
class DeafSocket extends EventEmitter {
  readonly OPEN = 1
  readonly bufferedAmount = 0
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

it('a board that was closed is told nothing more, and nothing more is done for it', async () => {
  await using server = await startServer({ driver: noSandboxes })
  const { workshops, hostToken: token } = server
  workshops.plan('blue', parsePlan('{ title: Blue, code: BLUE42, seats: 3 }', 'blue.yaml'))
  const socket = new DeafSocket()
  const board = new BoardConnection({
    socket: socket as unknown as WebSocket,
    workshops,
    courses: [''],
    site: undefined,
    machine: () => ({ processors: 0, memory: { used: 0, limit: 0 }, further: 0 }),
    sent: () => 0,
    onFault: (error) => server.faults.push(error),
  })
  const blank = (words: string): BoardClientMessage => {
    return { type: 'do', request: 1, workshop: 'blue', act: { act: 'blank', to: 'all', words } }
  }
  socket.says({ type: 'hello', version: BOARD_VERSION, token })
  socket.says({ type: 'watch', workshop: 'blue' })
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
