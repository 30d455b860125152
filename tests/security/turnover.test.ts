import { afterAll, beforeAll, expect, it } from 'vitest'
import { answers, inside, memoryInUse } from '../support/attacks.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { amount } from '../support/length.ts'
import { patient } from '../support/patience.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer } from '../support/server.ts'
import { belongings, descriptors, tracesOf } from '../support/traces.ts'

const MIB = 1024 * 1024

let engine: EngineUnderTest

beforeAll(async () => {
  engine = await engineUnderTest()
})

afterAll(() => engine?.[Symbol.asyncDispose]())

/** Volumes without a name or a label, such as a container leaves that is removed without them. */
async function volumes(): Promise<Set<string>> {
  const { Volumes } = await engine.docker.listVolumes({})
  return new Set((Volumes ?? []).map(({ Name }) => Name))
}

it('sandboxes that come and go leave nothing', {
  timeout: patient(amount(120_000, 3_600_000)),
}, async () => {
  const rounds = amount(5, 500)
  await using server = await startServer({ driver: engine.driver })
  const containers = new Set<string>()
  const round = async (index: number) => {
    const reader = new Reader(server.address)
    expect(await answers(reader.open('turnover/shell'))).toBe(true)
    if (index % 5 === 0) await inside(reader, 'docker run --detach busybox:latest sleep 1000')
    for (const id of (await belongings(engine)).containers) containers.add(id)
    reader.client.reset()
    await until(() => reader.statuses.at(-1)?.state === 'gone', 'the end of the sandbox')
    reader.leave()
    await until(async () => (await belongings(engine)).count === 0, 'nothing left')
  }
  // The first ones load what stays loaded.
  for (let index = 0; index < 2; index++) await round(index)
  const before = {
    volumes: await volumes(),
    descriptors: await descriptors(),
    memory: memoryInUse(),
  }
  for (let index = 0; index < rounds; index++) await round(index)
  expect(containers.size).toBe(rounds + 2)
  await until(async () => (await tracesOf(containers)).length === 0, 'no trace of them')
  await until(async () => (await descriptors()) <= before.descriptors + 2, 'descriptors closed')
  const growth = (memoryInUse() - before.memory) / MIB
  console.log(`${growth.toFixed(2)} MiB more after ${rounds} sandboxes`)
  expect(growth).toBeLessThan(4 + rounds / 50)
  // Others may make some meanwhile on the same engine: named ones are theirs.
  const made = [...(await volumes())].filter((name) => !before.volumes.has(name))
  expect(made.filter((name) => name.startsWith(engine.deployment))).toEqual([])
  expect(server.faults).toEqual([])
})
