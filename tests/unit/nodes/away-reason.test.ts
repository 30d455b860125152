import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type DeploymentCertificates,
  makeDeploymentCertificates,
} from '../../../sandbox-node/certificates.ts'
import { serveNode } from '../../../sandbox-node/serve-node.ts'
import { awayReason } from '../../../sandbox-server/nodes/away-reason.ts'
import { NodeLink, type NodeLinkOptions } from '../../../sandbox-server/nodes/node-link.ts'
import { machineOf } from '../../support/node.ts'
import { until } from '../../support/reader.ts'
import { noSandboxes } from '../../support/server.ts'

let directory: string
let path: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'blitz-away-'))
  path = join(directory, 'node.sock')
})

afterEach(() => rm(directory, { recursive: true }))

/** What a host hears of a node at that socket. */
async function told(): Promise<string | undefined> {
  return toldOf({ address: { path } })
}

async function toldOf(
  connection: Pick<NodeLinkOptions, 'address' | 'certificates'>,
): Promise<string | undefined> {
  const hello = { version: '1.0.0', server: 'one', deployment: 'blitz-test' }
  using link = new NodeLink({ ...connection, hello })
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

describe('why a node program of another machine is away', () => {
  const DAYS = { ours: 1, expired: -0.5, theirs: 1 }
  type Whose = keyof typeof DAYS
  let made: Record<Whose, DeploymentCertificates>

  beforeAll(async () => {
    const entries = Object.entries(DAYS).map(async ([whose, days]) => {
      return [whose, await makeDeploymentCertificates(days)] as const
    })
    made = Object.fromEntries(await Promise.all(entries)) as typeof made
  })

  it.each<{ what: string; node: Whose; shows: 'node' | 'server'; server: Whose; says: string }>([
    {
      what: 'the certificate of the node has expired',
      node: 'expired',
      shows: 'node',
      server: 'expired',
      says: 'Its certificate has expired: renew',
    },
    {
      what: 'both have certificates of their own',
      node: 'theirs',
      shows: 'node',
      server: 'ours',
      says: 'Its certificate is of another authority than this server trusts',
    },
    {
      what: 'the node shows the certificate of a server',
      node: 'ours',
      shows: 'server',
      server: 'ours',
      says: "The certificate that it shows is no node's.",
    },
  ])('is told where $what', async ({ node, shows, server, says }) => {
    await using served = await serve(made[node].authority, made[node][shows])
    expect(
      await toldOf({ address: served.address, certificates: ofServer(made[server]) }),
    ).toContain(says)
  })

  it('is told where the node does not take the certificate of the server', async () => {
    await using served = await serve(made.ours.authority, made.ours.node)
    const certificates = { ...ofServer(made.theirs), authority: made.ours.authority }
    expect(await toldOf({ address: served.address, certificates })).toContain(
      'it does not take the certificate of this server',
    )
  })

  it('is told where something else answers, and where no connection can be tried at all', async () => {
    await using other = createServer((socket) =>
      socket
        .on('error', () => {})
        .resume()
        .end('SSH-2.0-OpenSSH\r\n'),
    )
    await once(other.listen(0, '127.0.0.1'), 'listening')
    const { port } = other.address() as AddressInfo
    const address = { host: '127.0.0.1', port }
    expect(await toldOf({ address, certificates: ofServer(made.ours) })).toBe(
      'Something else than a node program answers there.',
    )
    const nonsense = { authority: 'nonsense', certificate: 'nonsense', key: 'nonsense' }
    expect(await toldOf({ address, certificates: nonsense })).toContain('PEM')
  })

  function serve(authority: string, shown: DeploymentCertificates['node']) {
    return serveNode({
      machine: machineOf(noSandboxes),
      address: { host: '127.0.0.1', port: 0 },
      certificates: { authority, ...shown },
      onFault: (error) => {
        throw error
      },
    })
  }

  function ofServer({ authority, server }: DeploymentCertificates) {
    return { authority, ...server }
  }
})
