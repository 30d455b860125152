import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SwarmNode } from '../../node-protocol/messages.ts'
import { SwarmWatch } from '../../sandbox-node/swarm-watch.ts'
import { until } from '../support/reader.ts'
import type { TestMachine } from '../support/swarm/machine.ts'
import { TestSwarm } from '../support/swarm/test-swarm.ts'

let swarm: TestSwarm
let watch: SwarmWatch
let second: TestMachine

beforeAll(async () => {
  swarm = await TestSwarm.start({ nodes: 2 })
  second = swarm.nodes[1] as TestMachine
  watch = new SwarmWatch(swarm.manager.docker)
})

afterAll(async () => {
  watch?.[Symbol.dispose]()
  await swarm?.[Symbol.asyncDispose]()
})

const told = (name: string) => watch.nodes.value?.find(({ hostname }) => hostname === name)

async function untilTold(name: string, wanted: Partial<SwarmNode>): Promise<void> {
  const isSo = () =>
    Object.entries(wanted).every(
      ([key, value]) =>
        JSON.stringify(told(name)?.[key as keyof SwarmNode]) === JSON.stringify(value),
    )
  await until(isSo, `the word of ${name} being ${JSON.stringify(wanted)}`)
}

const update = (words: readonly string[]) => swarm.command(['node', 'update', ...words, 'node-2'])

describe('what a node program hears of its Swarm', () => {
  it('are all machines, by their ids, on a manager', async () => {
    await untilTold('node-1', { state: 'ready', availability: 'active', labels: {} })
    await untilTold('node-2', { state: 'ready', availability: 'active', labels: {} })
    const { Swarm } = await second.docker.info()
    expect(told('node-2')?.id).toBe(Swarm.NodeID)
  })

  it('is nothing on a worker, until it manages, too', async () => {
    using worker = new SwarmWatch(second.docker)
    await worker.look()
    expect(worker.nodes.value).toBe(undefined)
    await swarm.command(['node', 'promote', 'node-2'])
    await until(() => worker.nodes.value?.length === 2, 'the word of a manager')
    await swarm.command(['node', 'demote', 'node-2'])
    await until(() => worker.nodes.value === undefined, 'the end of that')
  })

  it('is what a host changes: availability and labels', async () => {
    await update(['--availability', 'drain'])
    await untilTold('node-2', { availability: 'drain' })
    await update(['--availability', 'active', '--label-add', 'blitz=yes'])
    await untilTold('node-2', { availability: 'active', labels: { blitz: 'yes' } })
  })

  it('is the end of a machine, and that it is back', async () => {
    await second.kill()
    await untilTold('node-2', { state: 'down' })
    await second.start()
    await untilTold('node-2', { state: 'ready' })
  })
})
