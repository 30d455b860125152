import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { NodeNews } from '../../../node-protocol/messages.ts'
import { ServedSandboxes } from '../../../sandbox-node/served-sandboxes.ts'
import { Stream } from '../../../sandbox-server/common/stream.ts'
import type { SandboxHandle } from '../../../sandbox-server/drivers/driver.ts'
import { type NodeCalls, NodeSandboxes } from '../../../sandbox-server/nodes/node-driver.ts'
import { machineOf } from '../../support/node.ts'
import { noSandboxes } from '../../support/server.ts'

/** A node that answers when the test says so. */
function slowNode() {
  const asked: string[] = []
  const sweep = Promise.withResolvers<{ value: number }>()
  const calls = {
    news: new Stream<NodeNews>(),
    async call({ method, path }: { method: string; path: string }) {
      asked.push(`${method} ${path}`)
      return path === '/sweep' ? sweep.promise : undefined
    },
    async *lines({ body, signal }: { body?: unknown; signal?: AbortSignal | undefined }) {
      asked.push((body as { request: { id: string } }).request.id)
      await new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    },
    async open() {
      return undefined
    },
  } as unknown as NodeCalls
  const sandboxes = new NodeSandboxes(calls, 'one')
  const giveUp = new AbortController()
  const create = (id: string) =>
    sandboxes.driver('').create({ id, authorizedKey: '' }, giveUp.signal)
  return { asked, sweep, sandboxes, giveUp, create }
}

describe('sandboxes of a node that are about to start', () => {
  it('are not swept: those asked for before are kept, and those asked for meanwhile wait', async () => {
    const { asked, sweep, sandboxes, giveUp, create } = slowNode()
    const starts = [create('before')]
    await turn()
    expect(sandboxes.known).toEqual(['before'])
    const swept = sandboxes.sweep(new Set(sandboxes.known))
    starts.push(create('meanwhile'))
    await turn()
    expect(asked).toEqual(['before', 'POST /sweep'])
    sweep.resolve({ value: 0 })
    await swept
    await turn()
    expect(asked).toEqual(['before', 'POST /sweep', 'meanwhile'])
    giveUp.abort(new Error('Nobody waits any more.'))
    await Promise.allSettled(starts)
    expect(sandboxes.known).toEqual([])
  })

  it('are removed when nobody waits for them any more: the node may just have started them', async () => {
    const { asked, giveUp, create } = slowNode()
    const start = create('one')
    await turn()
    giveUp.abort(new Error('Nobody waits any more.'))
    await expect(start).rejects.toThrow('Nobody waits any more.')
    expect(asked).toEqual(['one', 'DELETE /sandboxes/one'])
  })
})

describe('the sandboxes that a node serves', () => {
  it('are not watched for a server that has gone while they were listed', async () => {
    const listing = Promise.withResolvers<SandboxHandle[]>()
    const driver = { ...noSandboxes, list: () => listing.promise }
    const served = new ServedSandboxes(machineOf(driver), 'ours')
    const list = served.list()
    served.release()
    let isWatched = false
    const handle = {
      id: 'one',
      get lost() {
        isWatched = true
        return new Promise<void>(() => {})
      },
    }
    listing.resolve([handle as SandboxHandle])
    await list
    expect(isWatched).toBe(false)
  })
})
