import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../../sandbox-server/nodes/cluster.ts'
import { clusterOf, EngineNodeUnderTest } from '../support/cluster.ts'
import { Reader, type ReaderTerminal, until } from '../support/reader.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** Long enough for a connection that breaks for a moment, and for no more. */
const LOST_MILLISECONDS = 3000

let one: EngineNodeUnderTest
let two: EngineNodeUnderTest
let cluster: Cluster
let server: TestServer
let readers: Reader[]
let shells: ReaderTerminal[]

beforeAll(async () => {
  ;[one, two] = await Promise.all([
    EngineNodeUnderTest.start('one'),
    EngineNodeUnderTest.start('two'),
  ])
  cluster = clusterOf([one, two], LOST_MILLISECONDS)
  await cluster.settled(new AbortController().signal)
  server = await startServer({
    driver: cluster.driver(''),
    live: { hasEngine: false, machines: cluster },
  })
})

afterAll(async () => {
  for (const reader of readers ?? []) reader[Symbol.dispose]()
  await server?.[Symbol.asyncDispose]()
  cluster?.[Symbol.dispose]()
  await Promise.all([one, two].map((node) => node?.[Symbol.asyncDispose]()))
})

const state = (reader: Reader | undefined) => reader?.statuses.at(-1)

/** The node of a reader's sandbox, and those of the other node. */
async function nodeOf(reader: Reader | undefined): Promise<EngineNodeUnderTest> {
  const status = state(reader)
  if (status?.state !== 'ready') throw new Error('There is no sandbox.')
  return (await one.sandboxes()).includes(status.id) ? one : two
}

describe('a server with two nodes', () => {
  it('gives its readers sandboxes on both', async () => {
    readers = Array.from({ length: 4 }, () => new Reader(server.address))
    shells = readers.map((reader) => reader.open('shell'))
    expect(await Promise.all(shells.map((shell) => shell.run('mark=$RANDOM')))).toEqual([
      0, 0, 0, 0,
    ])
    const [onOne, onTwo] = await Promise.all([one.sandboxes(), two.sandboxes()])
    expect(onOne.length + onTwo.length).toBe(4)
    expect(Math.abs(onOne.length - onTwo.length)).toBeLessThanOrEqual(2)
    expect(Math.min(onOne.length, onTwo.length)).toBeGreaterThan(0)
  })

  it('keeps the shells of a node whose connection breaks for a moment', async () => {
    await shells[0]?.run('before=$$')
    const node = await nodeOf(readers[0])
    let breaks = 0
    const stop = cluster.watch(() => {
      breaks += 2 - cluster.here.length
    })
    node.cut()
    await until(() => breaks > 0 && cluster.here.length === 2, 'the next connection')
    stop()
    expect(await shells[0]?.run('test $before = $$ && echo "same-$((6*7))"')).toBe(0)
    expect(shells[0]?.text).toContain('\nsame-42\n')
    expect(server.faults.map(String)).toEqual([])
  })

  it('keeps the shells of a node whose program is another one soon', async () => {
    const node = await nodeOf(readers[0])
    await node.fall()
    shells[0]?.channel.write('echo typed-$((6')
    await until(() => cluster.here.length === 1, 'the loss of the connection')
    await node.serve()
    shells[0]?.channel.write('*7))\r')
    await until(() => shells[0]?.text.includes('typed-42') ?? false, 'what was typed meanwhile')
    expect(shells[0]?.text.match(/typed-42/g)).toHaveLength(1)
  })

  it('tells the readers of a node that is lost, gives them another sandbox, and leaves the others', async () => {
    const lost = await nodeOf(readers[0])
    const other = lost === one ? two : one
    const homes = await Promise.all(readers.map(nodeOf))
    await lost.fall()
    for (const [index, reader] of readers.entries()) {
      if (homes[index] !== lost) continue
      await until(() => state(reader)?.state === 'gone', 'the end of a sandbox of the lost node')
    }
    const [first] = readers
    expect(state(first)).toMatchObject({ state: 'gone', reason: 'lost' })
    expect(cluster.all.map(({ state }) => state).toSorted()).toEqual(['active', 'lost'])
    // Their next Run.
    expect((await first?.client.exec('echo here'))?.stdout).toBe('here\n')
    expect(await nodeOf(first)).toBe(other)
    const spared = homes.indexOf(other)
    expect(await shells[spared]?.run('test "$mark" && echo "spared-$((6*7))"')).toBe(0)
    expect(shells[spared]?.text).toContain('\nspared-42\n')
  })

  it('takes a node again that is back, without what nobody has any more', async () => {
    const back = (await nodeOf(readers[0])) === one ? two : one
    expect((await back.sandboxes()).length).toBeGreaterThan(0)
    await back.serve()
    await until(() => cluster.here.length === 2, 'the node that is back')
    expect(await back.sandboxes()).toEqual([])
    const others = Array.from({ length: 6 }, () => new Reader(server.address))
    readers.push(...others)
    await Promise.all(others.map((reader) => reader.client.exec('true')))
    expect((await back.sandboxes()).length).toBeGreaterThan(0)
  })
})
