import { readFile } from 'node:fs/promises'
import { release } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SandboxDriver } from '../../sandbox-server/drivers/driver.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer } from '../support/server.ts'

const MIB = 1024 * 1024

/** What the machine keeps free. */
const RESERVE = 100 * MIB

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
})

/** Sandboxes on a machine as small as the test wants; what they use of it is measured for real. */
function onMachineOf(memoryBytes: number): SandboxDriver {
  const { driver } = engine
  return {
    ...driver,
    async room() {
      const room = await driver.room()
      const used = (await driver.list()).map((handle) => handle.memoryBytes().catch(() => 0))
      const sum = (await Promise.all(used)).reduce((total, bytes) => total + bytes, 0)
      return { ...room, memoryBytes, availableBytes: Math.max(0, memoryBytes - sum) }
    },
  }
}

const house = (memoryBytes: number) =>
  startServer({
    driver: onMachineOf(memoryBytes),
    live: { maximum: 100, perAddress: 100, memoryReserve: RESERVE, warm: 0, warmMaximum: 0 },
  })

const stateOf = (reader: Reader) => reader.statuses.at(-1)?.state

describe('a house that is as full as the memory of its machine', () => {
  it('has readers wait, and lets them in when a seat comes free', async () => {
    // Beside the reserve there is room for two readers at work, of 48 MiB.
    await using server = await house(RESERVE + 130 * MIB)
    using first = new Reader(server.address)
    using second = new Reader(server.address)
    using third = new Reader(server.address)
    for (const reader of [first, second]) {
      expect((await reader.client.exec('true')).status).toBe(0)
    }
    const waiting = third.client.exec('true')
    await until(() => stateOf(third) === 'queued', 'the place')
    expect(third.statuses.at(-1)).toMatchObject({ cause: 'house', place: 1 })
    expect((await engine.driver.list()).length).toBe(2)
    first.client.reset()
    expect((await waiting).status).toBe(0)
    expect(server.faults).toEqual([])
  })

  it('ends the greediest sandbox, says why, and leaves the neighbours alone', async () => {
    await using server = await house(RESERVE + 200 * MIB)
    using neighbour = new Reader(server.address)
    using greedy = new Reader(server.address)
    for (const reader of [neighbour, greedy]) {
      expect((await reader.client.exec('true')).status).toBe(0)
    }
    const shell = greedy.open('basics/greedy')
    await until(() => shell.prompts > 0, 'the prompt')
    // Files in a sandbox are in its memory.
    shell.channel.write('head -c 100M /dev/zero > ~/one; head -c 120M /dev/zero > /tmp/two\r')
    await until(() => stateOf(greedy) === 'gone', 'the end')
    expect(greedy.statuses.at(-1)).toEqual({ state: 'gone', reason: 'memory' })
    expect((await neighbour.client.exec('docker container run --rm busybox true')).status).toBe(0)
    expect(stateOf(neighbour)).toBe('ready')
    // The reader is let in again, with a fresh one.
    expect((await greedy.client.exec('true')).status).toBe(0)
  })
})

describe('where the kernel itself has to choose', () => {
  it('a program of a reader ends before what keeps the sandbox, and both before the server', async () => {
    await using server = await house(RESERVE + 130 * MIB)
    using reader = new Reader(server.address)
    const { stdout } = await reader.client.exec(
      'cat /proc/1/oom_score_adj /proc/self/oom_score_adj',
    )
    const [keeper = 0, program = 0] = stdout.trim().split('\n').map(Number)
    const own = Number(await readFile('/proc/self/oom_score_adj', 'utf8'))
    expect(keeper).toBeGreaterThan(own)
    expect(program).toBeGreaterThan(keeper)
  })
})

describe('what a driver says', () => {
  it('of its machine and of a sandbox are memory in bytes', async () => {
    const room = await engine.driver.room()
    expect(room.memoryBytes).toBeGreaterThan(256 * MIB)
    // This machine's own kernel says more than an engine elsewhere does.
    const { KernelVersion } = (await engine.docker.info()) as { KernelVersion: string }
    if (KernelVersion === release()) {
      expect(room.availableBytes).toBeGreaterThan(0)
      expect(room.availableBytes).toBeLessThan(room.memoryBytes)
      expect(room.diskBytes).toBeGreaterThan(0)
    }
    await using server = await house(RESERVE + 130 * MIB)
    using reader = new Reader(server.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    const [handle] = await engine.driver.list()
    const before = (await handle?.memoryBytes()) ?? 0
    expect(before).toBeGreaterThan(5 * MIB)
    await reader.client.exec('head -c 60M /dev/zero > ~/file')
    const after = (await handle?.memoryBytes()) ?? 0
    expect(after - before).toBeGreaterThan(50 * MIB)
  })

  it('of a sandbox is the same by the engine, where its kernel is not this one', async () => {
    await using afar = await engineUnderTest(undefined, undefined, 'engine')
    await using server = await startServer({ driver: afar.driver })
    using reader = new Reader(server.address)
    expect((await reader.client.exec('true')).status).toBe(0)
    const [handle] = await afar.driver.list()
    expect(await handle?.memoryBytes()).toBeGreaterThan(5 * MIB)
    expect((await afar.driver.room()).availableBytes).toBeUndefined()
  })
})
