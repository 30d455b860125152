import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { joinWorkshop, TestBoard } from '../support/board.ts'
import { freePort } from '../support/free-port.ts'
import { IS_LONG } from '../support/length.ts'
import { addressOf, killServer, type Started, TestHost } from '../support/npm-start.ts'
import { Reader, until } from '../support/reader.ts'

const CLASSROOM = '198.51.100.1'

const PLAN = `title: Monday
code: BLUE-42
seats: 3
seat: { memory: 512 }
`

const idOf = ({ statuses }: Reader) => {
  const status = statuses.at(-1)
  return status?.state === 'ready' ? status.id : undefined
}

const boardOf = async ({ said }: Started, address: string) => {
  const token = /For hosts of workshops: \S+#(\S+)/.exec(said())?.[1] as string
  const board = new TestBoard(address, token)
  await board.watch('monday')
  return board
}

it('a workshop of three seats is prepared beside an open house of two, closes, and in the long form falls before', async () => {
  await using host = await TestHost.open()
  await mkdir(join(host.stateDirectory, 'workshops'))
  await writeFile(join(host.stateDirectory, 'workshops/monday.yaml'), PLAN)
  const port = String(await freePort())
  const start = () =>
    host.start({
      PORT: port,
      MAXIMUM_SANDBOXES: '5',
      SANDBOXES_PER_ADDRESS: '1',
      TRUSTED_PROXIES: '127.0.0.1,::1',
      WARM_SANDBOXES: '0',
      WARM_SANDBOXES_MAXIMUM: '0',
    })
  let server = start()
  const address = await addressOf(server)
  using board = await boardOf(server, address)
  await until(() => board.workshop?.levels.prepared === 3, 'the seats')
  expect(board.workshop?.levels).toMatchObject({ holds: 3, why: null, taken: 0 })

  using readers = new DisposableStack()
  const come = (from: string, token?: string) => {
    const reader = readers.use(new Reader(address, token, address, from))
    reader.client.stay()
    void reader.client.exec('true').catch(() => {})
    return reader
  }
  const ordinary = ['203.0.113.1', '203.0.113.2', '203.0.113.3'].map((from) => come(from))
  await until(() => ordinary.filter(idOf).length === 2, 'two readers')
  await until(
    () => ordinary.some(({ statuses }) => statuses.at(-1)?.state === 'queued'),
    'the third reader to wait',
  )
  expect(await host.leftovers()).toBe(5)

  const tokens = await Promise.all(
    ['Ada', 'Ben', 'Cy'].map((name) => joinWorkshop(address, { code: 'blue42', name })),
  )
  const room = tokens.map((token) => come(CLASSROOM, token))
  await until(() => room.every(idOf), 'the participants')
  const limit = await room[0]?.client.exec('cat /sys/fs/cgroup/memory/memory.limit_in_bytes')
  expect(Number(limit?.stdout)).toBe(512 * 1024 * 1024)
  // What was prepared, and nothing else.
  expect(await host.leftovers()).toBe(5)
  const before = room.map(idOf)
  if (IS_LONG) {
    // A seat is prepared when the server falls: nobody has it.
    await board.do('monday', { act: 'reset', to: { seats: [3] } })
    await until(() => board.workshop?.levels.prepared === 1, 'the seat to be prepared again')
    await killServer(server)
    server = start()
    await addressOf(server)
    using again = await boardOf(server, address)
    await until(() => again.workshop?.levels.prepared === 1, 'the third seat')
    expect(again.workshop?.levels).toMatchObject({ taken: 2, starting: 0 })
    await until(() => room.slice(0, 2).every(idOf), 'what participants had')
    expect(room.slice(0, 2).map(idOf)).toEqual(before.slice(0, 2))
  }

  using last = await boardOf(server, address)
  await last.do('monday', { act: 'close' })
  await until(
    () => room.slice(0, 2).every(({ statuses }) => statuses.at(-1)?.state === 'gone'),
    'the end',
  )
  expect(room[0]?.statuses.at(-1)).toEqual({ state: 'gone', reason: 'workshop' })
  // There is room for the reader who waited.
  for (const reader of ordinary) void reader.client.exec('true').catch(() => {})
  await until(() => ordinary.every(idOf), 'the third reader')
  expect(await host.leftovers()).toBe(3)
})
