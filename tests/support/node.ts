import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NodeAddress } from '../../node-protocol/address.ts'
import { NODE_PROTOCOL, type NodeNews } from '../../node-protocol/messages.ts'
import {
  type DeploymentCertificates,
  makeDeploymentCertificates,
} from '../../sandbox-node/certificates.ts'
import type { NodeMachine } from '../../sandbox-node/node-machine.ts'
import { type NodeService, serveNode } from '../../sandbox-node/serve-node.ts'
import type { Tenant } from '../../sandbox-node/tenancy.ts'
import { Stream } from '../../sandbox-server/common/stream.ts'
import { Watched } from '../../sandbox-server/common/watched.ts'
import type { SandboxDriver } from '../../sandbox-server/drivers/driver.ts'
import { NodeLink } from '../../sandbox-server/nodes/node-link.ts'

/** A machine whose sandboxes a given driver makes. */
export function machineOf(
  driver: SandboxDriver,
  facts: Partial<NodeMachine['facts']> = {},
): NodeMachine {
  return {
    facts: {
      protocol: NODE_PROTOCOL,
      version: '1.0.0',
      id: 'node-under-test',
      name: 'one',
      cpus: 2,
      memoryBytes: 2 ** 33,
      courses: [{ name: '', hasEngine: true, image: 'sha256:0' }],
      warnings: [],
      ...facts,
    },
    room: async () => ({ ...(await driver.room()), pressure: 0 }),
    driver: (_, course) => (course === '' ? driver : undefined),
    sweep: async () => 0,
    told: new Watched(false),
    news: new Stream<NodeNews>(),
    standing: () => [],
  }
}

/** A server as a node knows it. @param name of the one start of it. */
export function tenantOf(name: string, rest: Partial<Tenant> = {}): Tenant {
  const hello = {
    protocol: NODE_PROTOCOL,
    version: '1.0.0',
    server: name,
    deployment: 'blitz-test-node',
  }
  return { hello, from: 'this machine', since: 0, end: () => {}, ...rest }
}

export interface TestNode extends AsyncDisposable {
  readonly service: NodeService
  readonly certificates: DeploymentCertificates | undefined
  /** A server's connection to it, once it stands. The caller disposes of it. */
  link(server?: string): Promise<NodeLink>
}

/** The node's side of the wire, on a Unix socket of its own, or by TLS on the loopback. */
export async function startTestNode(
  machine: NodeMachine,
  way: 'socket' | 'tls',
): Promise<TestNode> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-node-'))
  const certificates = way === 'tls' ? await makeDeploymentCertificates(1) : undefined
  const address: NodeAddress =
    way === 'tls' ? { host: '127.0.0.1', port: 0 } : { path: join(directory, 'node.sock') }
  const service = await serveNode({
    machine,
    address,
    certificates: certificates && { authority: certificates.authority, ...certificates.node },
    onFault: (error) => {
      throw error
    },
  })
  return {
    service,
    certificates,
    async link(server = randomBytes(8).toString('hex')) {
      const link = new NodeLink({
        address: service.address,
        certificates: certificates && { authority: certificates.authority, ...certificates.server },
        hello: { version: '1.0.0', server, deployment: 'blitz-test-node' },
      })
      await connected(link)
      return link
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]()
      await rm(directory, { recursive: true })
    },
  }
}

/** @throws with the reason where the first try fails. */
export function connected({ state }: NodeLink): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (state.value.state === 'connected') resolve()
      if (state.value.state === 'away') reject(new Error(state.value.why))
    }
    state.watch(look)
    look()
  })
}
