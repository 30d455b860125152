import pino from 'pino'
import { describe, expect, it } from 'vitest'
import type { NodeLevels } from '../../../protocol/board-messages.ts'
import { nodeChanges } from '../../../protocol/node-changes.ts'
import { logEvents } from '../../../sandbox-server/observation/log-events.ts'
import { watchNodes } from '../../../sandbox-server/observation/watch-nodes.ts'
import { TestBoard } from '../../support/board.ts'
import { MadeUpMachines, madeUpMachine } from '../../support/made-up-machines.ts'
import { MadeUpNodes, madeUpNode } from '../../support/made-up-nodes.ts'
import { until } from '../../support/reader.ts'
import { noSandboxes, startServer } from '../../support/server.ts'

const changes = (before: readonly NodeLevels[], after: readonly NodeLevels[]) =>
  nodeChanges(before, after).map(({ change, node }) => `${node.name} ${change}`)

describe('what happens to a machine', () => {
  const one = madeUpNode('one')
  const two = madeUpNode('two')

  it.each<[told: string, before: readonly NodeLevels[], after: readonly NodeLevels[]]>([
    ['two joined', [one], [one, two]],
    ['two drained', [one, two], [one, { ...two, state: 'drained' }]],
    ['two lost', [{ ...two, state: 'away' }], [{ ...two, state: 'lost' }]],
    ['two back', [{ ...two, state: 'lost' }], [two]],
    ['two gone', [one, two], [one]],
    ['two refused', [one], [one, { ...two, state: 'refused' }]],
  ])('is told: %s', (told, before, after) => {
    expect(changes(before, after)).toEqual([told])
  })

  it('is its joining alone, where it was tried by its address before', () => {
    const address = { ...two, node: 'two:7443', name: 'two:7443', state: 'refused' } as const
    expect(changes([one, address], [one, two])).toEqual(['two joined'])
  })

  it('is not told where it is only fuller than before', () => {
    expect(changes([one], [{ ...one, sandboxes: 31, further: 11 }])).toEqual([])
  })

  it('is told of each of two that have the same name', () => {
    const other = { ...one, node: 'another' }
    expect(changes([one, other], [one, { ...other, state: 'away' }])).toEqual(['one away'])
  })

  it('is a line of the log', () => {
    const lines: string[] = []
    const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) })
    const nodes = new MadeUpNodes(one)
    const stop = watchNodes(nodes, logEvents(logger))
    nodes.become({ ...one, state: 'away' })
    nodes.become({ ...one, state: 'away', sandboxes: 29 })
    nodes.become({ ...one, state: 'lost', sandboxes: 0 })
    stop()
    nodes.become(one)
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 30, msg: 'A machine takes readers', name: 'one', sandboxes: 30 },
      { level: 40, msg: expect.stringContaining('does not answer'), name: 'one' },
      { level: 40, msg: expect.stringContaining('is lost'), name: 'one', sandboxes: 0 },
    ])
  })
})

describe('a server of several machines', () => {
  it('tells its metrics, its readiness and its boards how each stands', async () => {
    const one = madeUpMachine('1', { name: 'one', cpus: 8, memory: { busy: 0.5 } })
    const two = madeUpMachine('2', { name: 'two "of" five', cpus: 24, memory: { busy: 0.1 } })
    const machines = new MadeUpMachines(two, one)
    await using server = await startServer({ driver: noSandboxes, live: { machines } })
    const read = async (path: string) => {
      const answer = await fetch(`${server.address}${path}`)
      return { status: answer.status, text: await answer.text() }
    }
    const { text: before } = await read('/metrics')
    expect(before).toContain('blitz_node_sandboxes{node="one",id="1"} 0\n')
    expect(before).toMatch(/blitz_node_sandboxes_further\{node="one",id="1"\} [1-9]/)
    expect(before).toContain('blitz_node_state{node="one",id="1",state="active"} 1\n')
    expect(before).toContain('blitz_node_processors_used{node="one",id="1"} 0.5\n')
    expect(before).toContain('blitz_node_memory_bytes{node="one",id="1",part="limit"} 4294967296')
    expect(before).toContain('node="two \\"of\\" five"')
    expect((await read('/readyz')).status).toBe(200)

    using board = new TestBoard(server.address, server.hostToken)
    const told = () => board.messages.find((message) => message.type === 'machine')
    await until(() => told() !== undefined, 'the machines on the board')
    expect(told()?.machine.nodes?.map(({ name }) => name)).toEqual(['one', 'two "of" five'])
    expect(told()?.machine.processors).toBeCloseTo((8 * 0.5 + 24 * 0.1) / 32)

    machines.become({ ...one, state: 'lost' })
    const { text: after } = await read('/metrics')
    expect(after).toContain('blitz_node_state{node="one",id="1",state="lost"} 1\n')
    expect(after).not.toContain('two')
    // What it said before it was lost says nothing any more.
    expect(after).not.toContain('blitz_node_processors_used{')
    expect(after).not.toContain('blitz_node_memory_bytes{')
    expect(await read('/readyz')).toEqual({
      status: 503,
      text: 'No machine takes readers (one: lost).\n',
    })
    expect(server.events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['node-joined', 'node-lost', 'node-gone']),
    )
  })

  it('says nothing of machines where it has the sandboxes itself', async () => {
    await using server = await startServer({ driver: noSandboxes })
    const text = await (await fetch(`${server.address}/metrics`)).text()
    expect(text).not.toContain('blitz_node_')
  })
})
