import { afterAll, beforeAll, expect, it } from 'vitest'
import { inside } from '../support/attacks.ts'
import { atSomeMoment } from '../support/chance.ts'
import { type EngineUnderTest, engineUnderTest } from '../support/engine.ts'
import { catalogueChecksum, type FullHub, fullHub } from '../support/full-hub.ts'
import { amount } from '../support/length.ts'
import { NumberedPrint } from '../support/numbered-print.ts'
import { patient } from '../support/patience.ts'
import { Reader, until } from '../support/reader.ts'
import { startServer } from '../support/server.ts'
import { Traces } from '../support/traces.ts'

/** Time in which the hub may be filled the first time, in milliseconds. */
const FILL_MILLISECONDS = patient(900_000)

const IMAGE = 'golang:1.11-alpine'

let engine: EngineUnderTest
let full: FullHub

beforeAll(async () => {
  engine = await engineUnderTest()
  // Without the store of layers: every pull fetches them.
  full = await fullHub(engine, { hasLayerStore: false })
}, FILL_MILLISECONDS)

afterAll(async () => {
  await full?.[Symbol.asyncDispose]()
  await engine?.[Symbol.asyncDispose]()
})

it('a registry that is killed in the middle of pulls costs at most those', async () => {
  const before = await catalogueChecksum(full)
  const traces = await Traces.begin(engine)
  const { hub } = full.opened
  {
    await using server = await startServer({ driver: engine.driver, live: { key: full.key, hub } })
    using reader = new Reader(server.address)
    const print = await NumberedPrint.begin(reader, 'faults/prints')
    const terminal = reader.open('faults/pulls')
    await until(() => terminal.prompts > 0, 'the prompt')
    for (let count = 0; count < amount(2, 20); count++) {
      const seen = terminal.text.length
      const pulled = terminal.run(`docker pull ${IMAGE}`)
      const news = () => terminal.text.slice(seen)
      await until(() => news().includes('Pulling fs layer'), 'the first layer')
      await atSomeMoment(1000)
      const { starts } = hub.registry
      hub.registry.kill()
      // Docker's own words; or it had all that it needs.
      if ((await pulled) !== 0) expect(news()).toMatch(/\n[^\n]*(error|EOF|hub|unknown)/i)
      await until(() => hub.registry.starts > starts, 'the next registry', 10_000)
      await hub.registry.ready()
      expect((await inside(reader, `docker pull --quiet ${IMAGE}`)).status).toBe(0)
      expect((await inside(reader, `docker image rm --force ${IMAGE}`)).status).toBe(0)
    }
    await print.expectWhole()
    await traces.note()
  }
  await traces.expectNone()
  expect(await catalogueChecksum(full)).toBe(before)
  expect(full.faults.map(String).filter((fault) => !fault.includes('SIGKILL'))).toEqual([])
})
