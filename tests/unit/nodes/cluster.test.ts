import { describe, expect, it } from 'vitest'
import { parseNodeAddress } from '../../../node-protocol/address.ts'
import type { NodeFacts } from '../../../node-protocol/messages.ts'
import { DriverError } from '../../../sandbox-server/drivers/driver.ts'
import { Cluster, type ClusterOptions } from '../../../sandbox-server/nodes/cluster.ts'
import { HandedClock } from '../../support/handed-clock.ts'
import { MadeUpNetwork, MadeUpProgram } from '../../support/made-up-links.ts'

const LOST = 30_000

/** A server whose nodes are the addresses that `tasks.node` has. */
function serverOf(hosts: Record<string, MadeUpProgram>, otherwise: Partial<ClusterOptions> = {}) {
  const clock = new HandedClock()
  const network = new MadeUpNetwork()
  const names: { hosts: string[] | undefined } = { hosts: Object.keys(hosts) }
  for (const [host, program] of Object.entries(hosts)) {
    network.programs.set(`${host}:7443`, program)
  }
  const failures: unknown[] = []
  const kept = new Set<string>()
  const cluster = new Cluster({
    addresses: [{ host: 'tasks.node', port: 7443 }],
    courses: [{ name: '', hasEngine: true }],
    lostMilliseconds: LOST,
    kept: () => kept,
    connect: network.connect,
    lookUp: async () => {
      if (names.hosts === undefined) throw new Error('getaddrinfo EAI_AGAIN')
      return names.hosts
    },
    clock,
    onFault: (error) => failures.push(error),
    ...otherwise,
  })
  const states = () =>
    Object.fromEntries(cluster.all.map(({ id, state, why }) => [id, why ? [state, why] : state]))
  const create = (node: string, id: string) =>
    cluster.driver('').create({ id, node, authorizedKey: '' })
  return { clock, network, names, failures, kept, cluster, states, create }
}

describe('the nodes of a server', () => {
  it('are those at all addresses of a name, and a new address is a further one', async () => {
    const { clock, network, names, states } = serverOf({
      '10.0.1.2': new MadeUpProgram('a'),
      '10.0.1.3': new MadeUpProgram('b'),
    })
    await clock.advance(0)
    expect(states()).toEqual({ a: 'active', b: 'active' })
    network.programs.set('10.0.1.4:7443', new MadeUpProgram('c'))
    names.hosts?.push('10.0.1.4')
    await clock.advance(2000)
    expect(states()).toEqual({ a: 'active', b: 'active', c: 'active' })
  })

  it('stay while the name service is away', async () => {
    const { clock, network, names, states } = serverOf({ '10.0.1.2': new MadeUpProgram('a') })
    await clock.advance(0)
    names.hosts = undefined
    await clock.advance(60_000)
    expect(states()).toEqual({ a: 'active' })
    expect(network.links).toHaveLength(1)
  })

  it('have what the server needs, or are no nodes of it, and say why', async () => {
    const courses: NodeFacts['courses'] = [{ name: 'git', hasEngine: false, image: 'sha256:1' }]
    const { clock, states, create } = serverOf({
      '10.0.1.2': new MadeUpProgram('a', { courses }),
      '10.0.1.3': new MadeUpProgram('b'),
    })
    await clock.advance(0)
    expect(states()).toEqual({
      a: ['refused', 'It does not have the course of this server: give both the same COURSE.'],
      b: 'active',
    })
    await expect(create('a', 'one')).rejects.toThrow('The machine machine-a is away.')
  })

  it('that do not answer are said with the reason, by their address', async () => {
    const { clock, states } = serverOf({ '10.0.1.2': new MadeUpProgram('a') })
    await clock.advance(0)
    const { clock: later, names, cluster } = serverOf({})
    names.hosts = ['10.0.1.9']
    await later.advance(2000)
    expect(cluster.all.map(({ name, state, why }) => [name, state, why])).toEqual([
      ['10.0.1.9:7443', 'refused', 'connect ECONNREFUSED'],
    ])
    expect(states()).toEqual({ a: 'active' })
  })

  it('are waited for at the start until each has answered, and no longer than ten seconds', async () => {
    const { clock, cluster } = serverOf({ '10.0.1.2': new MadeUpProgram('a') })
    const signal = new AbortController().signal
    const settled = cluster.settled(signal)
    await clock.advance(0)
    await settled
    expect(cluster.here).toHaveLength(1)
    const silent = serverOf(
      {},
      {
        lookUp: () => new Promise(() => {}),
        addresses: [parseNodeAddress('10.0.1.9:7443') ?? { path: '' }],
        connect: (address) => {
          const link = new MadeUpNetwork().connect(address)
          link[Symbol.dispose]()
          return link
        },
      },
    )
    let isSettled = false
    silent.cluster.settled(signal).then(() => {
      isSettled = true
    })
    await silent.clock.advance(9999)
    expect(isSettled).toBe(false)
    await silent.clock.advance(1)
    expect(isSettled).toBe(true)
  })

  it('of the same id are one, by whichever address it came last', async () => {
    const program = new MadeUpProgram('a')
    const { clock, network, states } = serverOf({ '10.0.1.2': program, '172.18.0.2': program })
    await clock.advance(60_000)
    expect(states()).toEqual({ a: 'active' })
    // Two would end each other's connection for ever.
    expect(network.links.filter(({ isClosed }) => !isClosed)).toHaveLength(1)
    expect(network.links).toHaveLength(2)
    expect(program.link?.state.value.state).toBe('connected')
  })
})

describe('a node whose engine fails', () => {
  it('keeps nobody from the sandboxes of the others, and is heard where there is no other', async () => {
    const [good, bad] = [new MadeUpProgram('a'), new MadeUpProgram('b')]
    const { clock, network, cluster, create } = serverOf({ '10.0.1.2': good, '10.0.1.3': bad })
    await clock.advance(0)
    const handle = await create('a', 'one')
    const answer = bad.answer.bind(bad)
    bad.answer = (request) => {
      if (request.path === '/sandboxes') throw new DriverError('The sandboxes could not be listed.')
      return answer(request)
    }
    expect(await cluster.driver('').list()).toEqual([handle])
    // What it may have made is looked for until it says what there is.
    await expect(cluster.driver('').list('b')).rejects.toThrow('could not be listed')
    network.cut('10.0.1.2:7443')
    await expect(cluster.driver('').list('a')).rejects.toThrow('The machine machine-a is away.')
    await expect(cluster.driver('').list()).rejects.toThrow('The sandboxes could not be listed.')
  })
})

describe('nodes that come after the server', () => {
  async function arrivalsOf(cluster: Cluster) {
    const told: string[][] = []
    for await (const _ of cluster.arrivals()) told.push(cluster.here.map(({ id }) => id))
    return told
  }

  it('are told one after the other until all are there', async () => {
    const [a, b] = [new MadeUpProgram('a'), new MadeUpProgram('b')]
    const { clock, network, names, cluster } = serverOf({ '10.0.1.2': a })
    names.hosts?.push('10.0.1.3')
    await clock.advance(0)
    network.cut('10.0.1.2:7443')
    const arrivals = arrivalsOf(cluster)
    for (const [host, program] of [
      ['10.0.1.3', b],
      ['10.0.1.2', a],
    ] as const) {
      await clock.advance(2000)
      network.programs.set(`${host}:7443`, program)
      network.tryAgain()
      await clock.advance(0)
    }
    expect(await arrivals).toEqual([['b'], ['a', 'b']])
  })

  it('are not waited for when they would have been given up', async () => {
    const { clock, cluster } = serverOf({})
    let isOver = false
    arrivalsOf(cluster).then(() => {
      isOver = true
    })
    await clock.advance(LOST - 1)
    expect(isOver).toBe(false)
    await clock.advance(1)
    expect(isOver).toBe(true)
  })
})

describe('a node that is away', () => {
  it('keeps its sandboxes when it is back in time, by another address and another program', async () => {
    const { clock, network, names, cluster, states, create } = serverOf({
      '10.0.1.2': new MadeUpProgram('a'),
    })
    await clock.advance(0)
    const handle = await create('a', 'one')
    let isLost = false
    handle.lost.then(() => {
      isLost = true
    })
    network.cut('10.0.1.2:7443')
    expect(states()).toEqual({ a: ['away', 'It no longer answers.'] })
    await expect(handle.state()).rejects.toThrow('The machine machine-a is away.')
    const next = new MadeUpProgram('a')
    next.sandboxes.add('one').add('of-nobody')
    network.programs.set('10.0.1.7:7443', next)
    names.hosts = ['10.0.1.7']
    await clock.advance(LOST - 1)
    expect(states()).toEqual({ a: 'active' })
    expect(await cluster.driver('').list()).toEqual([handle])
    await clock.advance(2 * LOST)
    expect([isLost, ...next.sandboxes]).toEqual([false, 'one'])
    expect(network.links.filter(({ isClosed }) => !isClosed)).toEqual([next.link])
  })

  it('is lost after a time: its sandboxes are told to be, and swept when it is back', async () => {
    const { clock, network, states, create, failures } = serverOf({
      '10.0.1.2': new MadeUpProgram('a'),
      '10.0.1.3': new MadeUpProgram('b'),
    })
    await clock.advance(0)
    const lost: string[] = []
    const removals: unknown[] = []
    for (const node of ['a', 'b']) {
      const handle = await create(node, `of-${node}`)
      handle.lost.then(() => {
        lost.push(handle.id)
        handle.destroy().then((nothing) => removals.push(nothing))
      })
    }
    const program = network.cut('10.0.1.2:7443') as MadeUpProgram
    await clock.advance(LOST - 1)
    expect([states()['b'], lost]).toEqual(['active', []])
    await clock.advance(1)
    expect(states()['a']).toEqual(['lost', 'It no longer answers.'])
    expect([lost, removals]).toEqual([['of-a'], [undefined]])
    network.programs.set('10.0.1.2:7443', program)
    network.tryAgain()
    await clock.advance(0)
    expect(states()).toEqual({ a: 'active', b: 'active' })
    expect([...program.sandboxes]).toEqual([])
    expect(lost).toEqual(['of-a'])
    expect(failures).toEqual([])
  })

  it('is not taken for another machine that has got its address', async () => {
    const { clock, network, create, states } = serverOf({ '10.0.1.2': new MadeUpProgram('a') })
    await clock.advance(0)
    const handle = await create('a', 'one')
    network.cut('10.0.1.2:7443')
    const other = new MadeUpProgram('b')
    network.programs.set('10.0.1.2:7443', other)
    network.tryAgain()
    await clock.advance(0)
    expect(states()).toEqual({ a: 'away', b: 'active' })
    await expect(handle.state()).rejects.toThrow('The machine machine-a is away.')
    other.tell({ type: 'lost', id: 'one' })
    other.tell({ type: 'leaving' })
    let isLost = false
    handle.lost.then(() => {
      isLost = true
    })
    await clock.advance(LOST - 1)
    expect([isLost, states()]).toEqual([false, { a: 'away', b: 'leaving' }])
    await clock.advance(1)
    expect([isLost, states()]).toEqual([true, { a: 'lost', b: 'leaving' }])
  })

  it('is lost as soon, however often it comes back without staying', async () => {
    const { clock, network, states } = serverOf({ '10.0.1.2': new MadeUpProgram('a') })
    await clock.advance(0)
    const program = network.cut('10.0.1.2:7443') as MadeUpProgram
    for (let count = 0; count < 3; count++) {
      await clock.advance(LOST / 3)
      // It says hello, and is away again before it is asked anything.
      network.programs.set('10.0.1.2:7443', program)
      network.tryAgain()
      network.cut('10.0.1.2:7443')
    }
    await clock.advance(1)
    expect(states()['a']).toEqual(['lost', 'It no longer answers.'])
  })

  it('removes when it is back what was given up meanwhile, and keeps what readers have', async () => {
    const { clock, network, kept, create } = serverOf({ '10.0.1.2': new MadeUpProgram('a') })
    await clock.advance(0)
    await create('a', 'kept-by-handle')
    const unwanted = await create('a', 'unwanted')
    const program = network.cut('10.0.1.2:7443') as MadeUpProgram
    program.sandboxes.add('of-a-record').add('of-nobody')
    kept.add('of-a-record')
    await expect(unwanted.destroy()).rejects.toThrow('The machine machine-a is away.')
    network.programs.set('10.0.1.2:7443', program)
    network.tryAgain()
    await clock.advance(0)
    expect([...program.sandboxes].toSorted()).toEqual(['kept-by-handle', 'of-a-record'])
  })

  it('takes readers when what nobody knows is removed over its newest connection', async () => {
    const program = new MadeUpProgram('a')
    const sweeps: PromiseWithResolvers<{ value: number }>[] = []
    const answer = program.answer.bind(program)
    program.answer = (request) => {
      if (request.path !== '/sweep') return answer(request)
      const sweep = Promise.withResolvers<{ value: number }>()
      sweeps.push(sweep)
      return sweep.promise
    }
    const { clock, network, states, failures } = serverOf({ '10.0.1.2': program })
    await clock.advance(0)
    network.cut('10.0.1.2:7443')
    network.programs.set('10.0.1.2:7443', program)
    network.tryAgain()
    await clock.advance(0)
    sweeps[0]?.reject(new Error('The connection broke.'))
    await clock.advance(0)
    expect([states(), failures]).toEqual([{}, []])
    sweeps[1]?.resolve({ value: 0 })
    await clock.advance(0)
    expect(states()).toEqual({ a: 'active' })
  })

  it('is not forgotten while it is there, whatever it was lost for before', async () => {
    const { clock, network, states, create } = serverOf({ '10.0.1.2': new MadeUpProgram('a') })
    await clock.advance(0)
    const program = network.cut('10.0.1.2:7443') as MadeUpProgram
    await clock.advance(LOST)
    // Its machine starts, and its program not yet.
    for (const why of ['connect EHOSTUNREACH', 'connect ECONNREFUSED']) {
      network.links[0]?.state.set({ state: 'away', why })
      expect(states()).toEqual({ a: ['lost', why] })
    }
    network.programs.set('10.0.1.2:7443', program)
    network.tryAgain()
    await clock.advance(2 * 3_600_000)
    expect(states()).toEqual({ a: 'active' })
    await create('a', 'one')
  })

  it('is shown as lost for an hour', async () => {
    const { clock, network, names, states } = serverOf({ '10.0.1.2': new MadeUpProgram('a') })
    await clock.advance(0)
    network.cut('10.0.1.2:7443')
    names.hosts = []
    await clock.advance(LOST + 3_599_999)
    expect(states()).toHaveProperty('a')
    await clock.advance(1)
    expect(states()).toEqual({})
    expect(network.links.every(({ isClosed }) => isClosed)).toBe(true)
  })
})

describe('what a Swarm says of a machine', () => {
  const swarmNode = (id: string, otherwise = {}) => ({
    id: `swarm-${id}`,
    hostname: id,
    state: 'ready' as const,
    availability: 'active' as const,
    labels: {},
    ...otherwise,
  })

  it('decides whether it takes readers, at once', async () => {
    const manager = new MadeUpProgram('a')
    const { clock, cluster, states } = serverOf({
      '10.0.1.2': manager,
      '10.0.1.3': new MadeUpProgram('b'),
    })
    await clock.advance(0)
    let told = 0
    cluster.watch(() => {
      told += 1
    })
    for (const [availability, state] of [
      ['drain', 'drained'],
      ['pause', 'paused'],
      ['active', 'active'],
    ] as const) {
      manager.tell({ type: 'swarm', nodes: [swarmNode('a'), swarmNode('b', { availability })] })
      expect(states()).toEqual({ a: 'active', b: state })
    }
    expect(told).toBe(3)
  })

  it('is told to the program of a worker, and over each connection again', async () => {
    const [manager, worker] = [new MadeUpProgram('a'), new MadeUpProgram('b')]
    const { clock, network } = serverOf({ '10.0.1.2': manager, '10.0.1.3': worker })
    await clock.advance(0)
    const nodes = [swarmNode('a'), swarmNode('b', { availability: 'drain' })]
    manager.tell({ type: 'swarm', nodes })
    manager.tell({ type: 'swarm', nodes })
    await clock.advance(0)
    expect(worker.drained).toEqual([false, true])
    network.cut('10.0.1.3:7443')
    network.programs.set('10.0.1.3:7443', worker)
    network.tryAgain()
    await clock.advance(0)
    expect(worker.drained).toEqual([false, true, true])
    expect(manager.drained).toEqual([false])
  })

  it('is that it leaves, until it is back', async () => {
    const program = new MadeUpProgram('a')
    const { clock, network, states } = serverOf({ '10.0.1.2': program })
    await clock.advance(0)
    program.tell({ type: 'leaving' })
    expect(states()).toEqual({ a: 'leaving' })
    network.cut('10.0.1.2:7443')
    network.programs.set('10.0.1.2:7443', program)
    network.tryAgain()
    await clock.advance(0)
    expect(states()).toEqual({ a: 'active' })
  })

  it('restricts readers to machines with a label, and says how a machine gets it', async () => {
    const manager = new MadeUpProgram('a')
    const { clock, states } = serverOf(
      { '10.0.1.2': manager, '10.0.1.3': new MadeUpProgram('b') },
      { label: { name: 'blitz', value: 'yes' } },
    )
    await clock.advance(0)
    expect(states()['a']).toEqual([
      'drained',
      'No manager of its Swarm has said yet which labels it has.',
    ])
    manager.tell({
      type: 'swarm',
      nodes: [swarmNode('a'), swarmNode('b', { labels: { blitz: 'yes' } })],
    })
    expect(states()).toEqual({
      a: [
        'drained',
        'NODE_LABEL wants a label: docker node update --label-add blitz=yes machine-a',
      ],
      b: 'active',
    })
  })
})

it('a machine of no Swarm has the labels of its engine, and the server says how it gets them', async () => {
  const { clock, states } = serverOf(
    {
      '10.0.1.2': new MadeUpProgram('a', { swarmNode: undefined, labels: { blitz: 'yes' } }),
      '10.0.1.3': new MadeUpProgram('b', { swarmNode: undefined }),
    },
    { label: { name: 'blitz', value: 'yes' } },
  )
  await clock.advance(0)
  expect(states()).toEqual({
    a: 'active',
    b: ['drained', 'NODE_LABEL wants a label: "labels": ["blitz=yes"] in its daemon.json'],
  })
})

describe('the images of nodes', () => {
  it('are told when one is another than before, by the node and by its next program', async () => {
    const program = new MadeUpProgram('a')
    const { clock, network, cluster } = serverOf({ '10.0.1.2': program })
    await clock.advance(0)
    let told = 0
    cluster.watchImage('', () => {
      told += 1
    })
    program.tell({ type: 'image', course: 'other' })
    expect(told).toBe(0)
    program.tell({ type: 'image', course: '' })
    expect(told).toBe(1)
    network.cut('10.0.1.2:7443')
    const courses = [{ name: '', hasEngine: true, image: 'sha256:2' }]
    network.programs.set('10.0.1.2:7443', new MadeUpProgram('a', { courses }))
    network.tryAgain()
    await clock.advance(0)
    expect(told).toBe(2)
  })
})
