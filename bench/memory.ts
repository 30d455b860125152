import type Docker from 'dockerode'
import { restEngine } from '../sandbox-server/sandboxes/rest-engine.ts'
import { type Sandbox, startSandbox } from '../sandbox-server/sandboxes/sandbox.ts'
import { engineUnderTest, testKey, WITHOUT_ENGINE } from '../tests/support/engine.ts'
import { OurServer } from './our-server.ts'
import { startPlainRootless } from './peers/plain-rootless.ts'
import { memoryOf } from './process-memory.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/** Pages that are connected at once. */
const READERS = 200

/** What an idle sandbox costs its machine, and a connected reader the server. */
export async function benchMemory(options: BenchOptions): Promise<readonly Row[]> {
  const { ours, paused, peer, withoutEngine } = await measureSandboxes(options)
  const readers = await measureReaders(options)
  return [
    compare({ name: 'memory of an idle sandbox, MB', ours, peer, goal: { ratio: 0.7 } }),
    compare({
      name: 'memory of an idle sandbox without an engine, MB; with one',
      ours: withoutEngine,
      peer: ours,
      goal: { ratio: 0.2 },
    }),
    compare({ name: 'memory of a paused sandbox, MB', ours: paused, peer, goal: { ratio: 0.3 } }),
    compare({ name: 'server memory of an idle reader, kB', ours: readers, goal: { ours: 300 } }),
  ]
}

async function measureSandboxes({ tell, signal, sandboxes }: BenchOptions) {
  await using engine = await engineUnderTest()
  await using lighter = await engineUnderTest(undefined, undefined, undefined, WITHOUT_ENGINE)
  const key = await testKey()
  const started: Sandbox[] = []
  const ours: number[] = []
  const paused: number[] = []
  const peer: number[] = []
  const withoutEngine: number[] = []
  for (let index = 1; index <= sandboxes; index++) {
    signal.throwIfAborted()
    tell(`${index} of ${sandboxes} sandboxes of each kind`)
    const id = `ours-${index}`
    started.push(await startSandbox({ driver: engine.driver, key, id, signal }))
    await startPlainRootless(engine, `plain-${index}`)
    const light = { driver: lighter.driver, key, id: `lighter-${index}`, hasEngine: false, signal }
    await startSandbox(light)
  }
  const memory = (kind: string, index: number, { docker, deployment } = engine) =>
    memoryOfContainer(docker.getContainer(`${deployment}-${kind}-${index}`))
  // All are alive, so that what they share counts for each in part.
  for (let index = 1; index <= sandboxes; index++) {
    ours.push(await memory('ours', index))
    peer.push(await memory('plain', index))
    withoutEngine.push(await memory('lighter', index, lighter))
  }
  for (const { connection, handle } of started) {
    await restEngine(connection)
    await handle.pause()
  }
  for (let index = 1; index <= sandboxes; index++) paused.push(await memory('ours', index))
  return { ours, paused, peer, withoutEngine }
}

/** All processes of a container, in MB, each with its share of what it has in common with others. */
async function memoryOfContainer(container: Docker.Container): Promise<number> {
  const { State } = await container.inspect()
  return (await memoryOf(State.Pid)) / 1e6
}

/** By halves of all that come: what the first ones load is no cost of a reader. */
async function measureReaders({ tell }: BenchOptions): Promise<number[]> {
  await using server = await OurServer.start()
  tell(`${READERS} readers`)
  const come = async () => {
    for (let index = 0; index < READERS; index++) {
      await server
        .reader()
        .preview(1)
        .catch(() => {})
    }
  }
  await come()
  const before = await memoryOf(server.pid)
  await come()
  return [(await memoryOf(server.pid)) / READERS / 1e3 - before / READERS / 1e3]
}
