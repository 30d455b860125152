import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { awayReason } from '../../../sandbox-server/nodes/away-reason.ts'
import { NodeLink } from '../../../sandbox-server/nodes/node-link.ts'
import { until } from '../../support/reader.ts'

let directory: string
let path: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-away-'))
  path = join(directory, 'node.sock')
})

afterEach(() => rm(directory, { recursive: true }))

/** What a host hears of a node at that socket. */
async function told(): Promise<string | undefined> {
  const hello = { version: '1.0.0', server: 'one', deployment: 'blitz-test' }
  using link = new NodeLink({ address: { path }, hello })
  const { state } = link
  await until(() => state.value.state === 'away', 'a node that is away')
  return state.value.state === 'away' ? state.value.why : undefined
}

/** Leaves a socket on which nobody listens, as a program that was killed does. */
async function leaveSocket(): Promise<void> {
  const listen = `require('net').createServer().listen('${path}', () => process.kill(process.pid, 'SIGKILL'))`
  await once(spawn(process.execPath, ['--eval', listen]), 'exit')
}

describe('why a node program of this machine is away', () => {
  it('is told where it was never started', async () => {
    expect(await told()).toBe('No node program has listened there yet.')
  })

  it('is told where it was killed', async () => {
    await leaveSocket()
    expect(await told()).toBe('No node program listens there any more.')
  })

  it("is told where the server's user may not open its socket", () => {
    const error = Object.assign(new Error('connect EACCES'), { code: 'EACCES', address: path })
    const wrapped = new Error('The node cannot be reached.', { cause: error })
    for (const one of [error, wrapped]) {
      expect(awayReason(one)).toContain('it is for root and for the group of its folder')
    }
  })

  it.skipIf(process.getuid?.() === 0)('is told so of a real socket', async () => {
    await using server = createServer().listen(path)
    await once(server, 'listening')
    await chmod(path, 0)
    expect(await told()).toContain('This user may not open the socket')
  })

  it('is what the system says of an address of a network', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:7443'), {
      code: 'ECONNREFUSED',
      address: '10.0.0.1',
    })
    expect(awayReason(error)).toBe('connect ECONNREFUSED 10.0.0.1:7443')
    expect(awayReason(undefined)).toBe('The connection has ended.')
  })
})
