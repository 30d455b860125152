import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BoardSeat } from '../../protocol/board-messages.ts'
import { joinWorkshop, TestBoard } from '../support/board.ts'
import { atSomeMoment } from '../support/chance.ts'
import { freePort } from '../support/free-port.ts'
import { amount } from '../support/length.ts'
import { addressOf, killServer, TestHost } from '../support/npm-start.ts'
import { Reader, until } from '../support/reader.ts'

const NAMES = ['Ada', 'Grace', 'Linus', 'Margaret']

/** How often each reader does something, in milliseconds: three acts, of four a second that one may. */
const ACT_MILLISECONDS = 1000

let host: TestHost
let port: string

beforeEach(async () => {
  host = await TestHost.open()
  port = String(await freePort())
  await mkdir(join(host.stateDirectory, 'workshops'))
  await writeFile(
    join(host.stateDirectory, 'workshops', 'blue.yaml'),
    'title: Blue\ncode: BLUE42\nseats: 4\n',
  )
})

afterEach(() => host[Symbol.asyncDispose]())

const start = () => host.start({ PORT: port, WARM_SANDBOXES: '0', WARM_SANDBOXES_MAXIMUM: '0' })

/** Works without rest: each block once, each hand with a higher number. */
function keepBusy({ client }: Reader): Disposable {
  let count = 0
  const timer = setInterval(() => {
    count += 1
    client.tellWorkshop({ act: 'ran', block: `welcome/block-${count}`, state: 'done', status: 0 })
    client.tellWorkshop({ act: 'task', task: `welcome/task-${count}`, isDone: true })
    client.tellWorkshop({ act: 'hand', words: String(count) })
  }, ACT_MILLISECONDS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

const handOf = ({ hand }: BoardSeat) => Number(hand?.words ?? 0)

describe('a server that is killed in the middle of a workshop', () => {
  it('comes back with all that its board has shown', async () => {
    let server = start()
    const address = await addressOf(server)
    const token = () => readFile(join(host.stateDirectory, 'host-token'), 'utf8')
    using opened = new DisposableStack()
    for (const name of NAMES) {
      const joined = await joinWorkshop(address, { code: 'BLUE42', name })
      const reader = opened.use(new Reader(address, joined))
      reader.client.stay()
      opened.use(keepBusy(reader))
    }
    let known: BoardSeat[] = []
    for (let count = 0; count <= amount(3, 20); count++) {
      using board = new TestBoard(address, await token())
      await board.watch('blue')
      await until(() => board.seats.size === NAMES.length, 'every seat')
      for (const before of known) {
        const now = board.seats.get(before.seat) as BoardSeat
        expect(now.name).toBe(before.name)
        expect(now.blocks).toMatchObject(before.blocks)
        expect(now.tasks).toMatchObject(before.tasks)
        expect(handOf(now)).toBeGreaterThanOrEqual(handOf(before))
      }
      const isHere = ({ presence }: BoardSeat) => presence === 'here'
      await until(() => [...board.seats.values()].every(isHere), 'every reader')
      const begun = handOf(board.seats.get(1) as BoardSeat)
      await until(() => handOf(board.seats.get(1) as BoardSeat) > begun, 'work')
      await atSomeMoment(500)
      await killServer(server)
      known = [...board.seats.values()]
      server = start()
      await addressOf(server)
    }
  })
})
