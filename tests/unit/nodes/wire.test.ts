import { Duplex, duplexPair } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { SandboxHandle } from '../../../sandbox-server/drivers/driver.ts'
import { NodeSandboxes } from '../../../sandbox-server/nodes/node-driver.ts'
import { NodeLink } from '../../../sandbox-server/nodes/node-link.ts'
import { machineOf, startTestNode } from '../../support/node.ts'
import { until } from '../../support/reader.ts'
import { noSandboxes } from '../../support/server.ts'

/** One whose sandboxes are there, and do nothing. */
function still(...ids: string[]) {
  const ends = new Map<string, () => void>()
  const handle = (id: string): SandboxHandle => {
    const { promise, resolve } = Promise.withResolvers<void>()
    ends.set(id, resolve)
    return {
      id,
      lost: promise,
      state: async () => 'running',
      release() {},
    } as unknown as SandboxHandle
  }
  const handles = ids.map(handle)
  return { driver: { ...noSandboxes, list: async () => handles }, ends, handles }
}

describe('a node', () => {
  it('says what its machine says, in the words of the driver', async () => {
    await using node = await startTestNode(machineOf(noSandboxes), 'socket')
    using link = await node.link()
    const driver = new NodeSandboxes(link, 'one').driver('')
    await expect(driver.create({ id: 'one', authorizedKey: '' })).rejects.toThrow(
      'This host has no engine.',
    )
    expect(link.facts).toMatchObject({ name: 'one', cpus: 2 })
    expect(await driver.list()).toEqual([])
  })

  it('works for one server at a time, and for the same one over a new connection', async () => {
    await using node = await startTestNode(machineOf(noSandboxes), 'socket')
    using first = await node.link('first')
    await expect(node.link('second')).rejects.toThrow('This node works for another server')
    using again = await node.link('first')
    expect(again.facts?.name).toBe('one')
    // The earlier connection is replaced; it comes again, which replaces the other one.
    await until(() => first.state.value.state === 'connected', 'its next connection')
  })

  it('has no course that its machine does not have', async () => {
    await using node = await startTestNode(machineOf(noSandboxes), 'socket')
    using link = await node.link()
    const other = new NodeSandboxes(link, 'one').driver('git')
    await expect(other.create({ id: 'one', authorizedKey: '' })).rejects.toThrow(
      'This node has no course "git".',
    )
  })

  it('connects a server to the sockets of a sandbox that it must know, and to no others', async () => {
    const { driver } = still('one')
    await using node = await startTestNode(machineOf(driver), 'socket')
    using link = await node.link()
    const [handle] = await new NodeSandboxes(link, 'one').driver('').list()
    await expect(handle?.dial('/run/blitz/elsewhere')).rejects.toThrow('A server may not ask for')
    const stores = new NodeSandboxes(link, 'one').driver('')
    await expect(stores.removeLayerStore('somebody-elses')).rejects.toThrow('may not ask for')
  })

  it('tells that a sandbox is lost', async () => {
    const { driver, ends } = still('one', 'two')
    await using node = await startTestNode(machineOf(driver), 'socket')
    using link = await node.link()
    const handles = await new NodeSandboxes(link, 'one').driver('').list()
    const lost: string[] = []
    for (const { id, lost: end } of handles) end.then(() => lost.push(id))
    ends.get('two')?.()
    await until(() => lost.length > 0, 'the end of one')
    expect(lost).toEqual(['two'])
  })

  it('tells after a break what was lost meanwhile', async () => {
    const { driver, handles } = still('one', 'two')
    await using node = await startTestNode(machineOf(driver), 'socket')
    using link = await node.link()
    const [one, two] = await new NodeSandboxes(link, 'one').driver('').list()
    let isLost = false
    one?.lost.then(() => {
      isLost = true
    })
    handles.splice(0, 1)
    node.service.tenancy.tenant.value?.end()
    await until(() => isLost, 'the end of the one that is gone')
    expect(await two?.state()).toBe('running')
  })
})

describe('a stream to a socket of a sandbox', () => {
  /** One that is open, on a node of its own. */
  async function dialled(opened: AsyncDisposableStack) {
    const [near, far] = duplexPair()
    const handle = { ...still('one').handles[0], dial: async () => far } as SandboxHandle
    const driver = { ...noSandboxes, list: async () => [handle] }
    const node = opened.use(await startTestNode(machineOf(driver), 'socket'))
    const link = opened.use(await node.link())
    const [one] = await new NodeSandboxes(link, 'one').driver('').list()
    const told: string[] = []
    const stream = await one?.dial('/run/blitz/shells/.new', () => told.push('broken'))
    stream?.once('close', () => told.push('closed'))
    stream?.on('error', () => {})
    stream?.once('end', () => stream.destroy())
    stream?.resume()
    return { node, link, near, far, told }
  }

  it('is told to be broken when its node program stops, and when the connection is cut', async () => {
    await using opened = new AsyncDisposableStack()
    const [stopped, cut] = [await dialled(opened), await dialled(opened)]
    await stopped.node.service[Symbol.asyncDispose]()
    cut.node.service.tenancy.tenant.value?.end()
    for (const { told } of [stopped, cut]) {
      await until(() => told.includes('broken'), 'the word of the break')
      expect(told.toSorted()).toEqual(['broken', 'closed'])
    }
  })

  it.each(['ends', 'fails'])('is not told to be broken when its other end %s', async (what) => {
    await using opened = new AsyncDisposableStack()
    const { link, near, far, told } = await dialled(opened)
    if (what === 'ends') near.end()
    else far.destroy(new Error('read ECONNRESET'))
    await until(() => told.length > 0, 'its end')
    // Whatever was asked before has been answered by then.
    await new NodeSandboxes(link, 'one').driver('').list()
    expect(told).toEqual(['closed'])
  })
})

describe('the last output of a sandbox', () => {
  it('comes whole, also where the socket that had it breaks', async () => {
    const bytes = 1_000_000
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
    const handle = { ...still('one').handles[0], dial: async () => socket } as SandboxHandle
    const driver = { ...noSandboxes, list: async () => [handle] }
    await using node = await startTestNode(machineOf(driver), 'socket')
    using link = await node.link()
    const [one] = await new NodeSandboxes(link, 'one').driver('').list()
    const stream = await one?.dial('/run/blitz/ssh')
    let received = 0
    let isClosed = false
    stream?.on('data', (chunk: Buffer) => {
      received += chunk.length
    })
    stream?.once('end', () => stream.destroy())
    stream?.on('error', () => {})
    stream?.once('close', () => {
      isClosed = true
    })
    socket.once('data', () => socket.destroy(new Error('write EPIPE')))
    socket.push(Buffer.alloc(bytes))
    await until(() => isClosed, 'its end')
    expect(received).toBe(bytes)
  })
})

describe('many streams to sockets of sandboxes', () => {
  it('are not told to be broken when all of them end at once', async () => {
    const far: Duplex[] = []
    const dial = async () => {
      const [near, end] = duplexPair()
      far.push(end)
      return near
    }
    const handle = { ...still('one').handles[0], dial } as SandboxHandle
    const driver = { ...noSandboxes, list: async () => [handle] }
    await using node = await startTestNode(machineOf(driver), 'socket')
    using link = await node.link()
    const sandboxes = new NodeSandboxes(link, 'one').driver('')
    const [one] = await sandboxes.list()
    const told: string[] = []
    for (let count = 0; count < 30; count++) {
      const stream = await one?.dial('/run/blitz/shells/.new', () => told.push('broken'))
      stream?.once('close', () => told.push('closed'))
      stream?.once('end', () => stream.destroy())
      stream?.resume()
    }
    for (const end of far) end.end()
    await until(() => told.length >= 30, 'the end of all')
    await sandboxes.list()
    expect(new Set(told)).toEqual(new Set(['closed']))
  })
})

describe('a node by TLS', () => {
  it('is closed to its own certificate, and to none', async () => {
    await using node = await startTestNode(machineOf(noSandboxes), 'tls')
    const { certificates } = node
    if (!certificates) throw new Error('It has none.')
    const { authority } = certificates
    const hello = { version: '1.0.0', server: 'thief', deployment: 'theirs' }
    const { address } = node.service
    for (const own of [certificates.node, undefined]) {
      using link = new NodeLink({
        address,
        certificates: own && { authority, ...own },
        hello,
      })
      await until(() => link.state.value.state === 'away', 'the refusal')
      expect(node.service.tenancy.tenant.value).toBe(undefined)
    }
    using link = await node.link()
    expect(link.facts?.name).toBe('one')
  })
})
