import { parsePlan } from '../sandbox-server/workshops/plan.ts'
import { type EngineUnderTest, engineUnderTest } from '../tests/support/engine.ts'
import { type FullHub, fullHub } from '../tests/support/full-hub.ts'
import { startServer } from '../tests/support/server.ts'
import { BenchNode } from './bench-node.ts'
import { BENCH_WORKSHOP, type ServerWish } from './our-server.ts'

/** The server, in a process of its own: what it costs can be told, and nobody shares its thread. */
const {
  pages,
  live,
  hasHub,
  workshopSeats,
  node: wanted,
}: ServerWish = JSON.parse(process.argv[2] ?? '{}')
await using opened = new AsyncDisposableStack()
const node = wanted && opened.use(await BenchNode.start(wanted))
const engine = node ? undefined : opened.use(await engineUnderTest())
const hub = engine && hasHub ? liveOf(opened.use(await fullHub(engine))) : {}
const { driver, deployment } = (node ?? engine) as BenchNode | EngineUnderTest
const server = opened.use(
  await startServer({
    driver,
    ...(pages !== undefined && { pages }),
    live: { ...live, ...hub },
  }),
)
if (workshopSeats !== undefined) {
  // It opens in a year, so that no sandbox is prepared.
  const plan = `{ title: Bench, code: ${BENCH_WORKSHOP}, seats: ${workshopSeats}, opens: ${new Date(Date.now() + 365 * 86_400_000).toISOString()}, prepare: 0 }`
  server.workshops.plan(BENCH_WORKSHOP, parsePlan(plan, 'bench.yaml'))
}
const { address, hostToken } = server
process.send?.({ address, hostToken, deployment })
await new Promise((resolve) => process.once('disconnect', resolve))

function liveOf({ key, opened: { hub, status, layerStore } }: FullHub) {
  return { key, hub, hubStatus: status, layerStore }
}
