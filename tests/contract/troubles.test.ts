import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SandboxDriver, SandboxHandle } from '../../sandbox-server/drivers/driver.ts'
import { SessionRecords } from '../../sandbox-server/sessions/session-records.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer } from '../support/server.ts'

let engine: EngineUnderTest
/** Whether the engine refuses to make connections to sandboxes. */
let isAway = false

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

function troubleOf({ statuses }: Reader): string | undefined {
  const status = statuses.at(-1)
  return status?.state === 'ready' ? status.trouble : undefined
}

const told = (reader: Reader, trouble: string | undefined) =>
  until(() => troubleOf(reader) === trouble, `the trouble ${trouble}`)

/** The same handle, whose connections the test can refuse. */
function refusing(handle: SandboxHandle): SandboxHandle {
  return new Proxy(handle, {
    get(target, name) {
      if (name === 'connect' && isAway) return () => Promise.reject(new Error('It is away.'))
      const value = Reflect.get(target, name, target) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

it('an engine inside that crashed is told to every page, until it answers again', async () => {
  await using server = await startServer({ driver: engine.driver })
  using reader = new Reader(server.address)
  const terminal = reader.open('troubles/engine')
  expect(await terminal.run('docker container run -d alpine:latest sleep 1000')).toBe(0)
  expect(troubleOf(reader)).toBeUndefined()
  // What would start it again is held for a while.
  const crash = 'pkill -STOP --exact blitz-rootless; pkill -KILL --exact dockerd'
  expect(await terminal.run(crash)).toBe(0)
  await told(reader, 'engine')
  using late = new Reader(server.address, reader.token)
  await late.client.reach()
  expect(troubleOf(late)).toBe('engine')
  expect(await terminal.run('pkill -CONT --exact blitz-rootless')).toBe(0)
  await told(reader, undefined)
  await told(late, undefined)
  expect(await terminal.run('docker container run --rm alpine:latest true')).toBe(0)
  const troubles = server.events.filter(({ kind }) => kind === 'trouble')
  expect(troubles).toMatchObject([{ trouble: 'engine' }])
})

it('a connection that cannot be made again at once is told, and goes on where it was', async () => {
  const driver: SandboxDriver = {
    ...engine.driver,
    create: async (...words) => refusing(await engine.driver.create(...words)),
  }
  await using server = await startServer({ driver })
  using reader = new Reader(server.address)
  const terminal = reader.open('troubles/connection')
  expect(await terminal.run('answer=42')).toBe(0)
  isAway = true
  terminal.channel.write('pkill -KILL --exact dropbear\r')
  await told(reader, 'connection')
  terminal.channel.write('echo "it is $answer"\r')
  isAway = false
  await told(reader, undefined)
  await until(() => terminal.text.includes('\nit is 42\n'), 'what was typed meanwhile')
  expect(terminal.cut).toBe(0)
})

it('a state directory that takes no files costs nobody a sandbox, and the host is told', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-test-'))
  const records = new SessionRecords(directory)
  await using server = await startServer({ driver: engine.driver, live: { records } })
  await rm(directory, { recursive: true })
  using reader = new Reader(server.address)
  expect(await reader.open('troubles/records').run('true')).toBe(0)
  reader.client.reset()
  await until(() => reader.statuses.at(-1)?.state === 'gone', 'the end of the sandbox')
  expect(await reader.open('troubles/again').run('true')).toBe(0)
  expect(server.faults.map(String)).toContainEqual(expect.stringContaining('ENOENT'))
})
