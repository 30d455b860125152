import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { beforeAll, describe, expect, it } from 'vitest'
import { NODE_NAME } from '../../../node-protocol/messages.ts'
import {
  type CertificateAndKey,
  type DeploymentCertificates,
  makeDeploymentCertificates,
} from '../../../sandbox-node/certificates.ts'
import { endOf, trustBoth } from '../../../tools/swarm/authorities.ts'

const DAY_MILLISECONDS = 24 * 3600 * 1000

let before: DeploymentCertificates
let after: DeploymentCertificates
let both: string

beforeAll(async () => {
  before = await makeDeploymentCertificates(1)
  after = await makeDeploymentCertificates(10)
  both = trustBoth(after.authority, before.authority)
})

interface Side extends CertificateAndKey {
  readonly trusts: string
}

/** Whether a server and a node get to know each other. */
async function greet(server: Side, node: Side): Promise<boolean> {
  const listener = createServer({
    ca: node.trusts,
    cert: node.certificate,
    key: node.key,
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: true,
  })
  listener.on('secureConnection', (socket: TLSSocket) => socket.end('welcome'))
  listener.on('tlsClientError', () => {})
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  const socket = connect({
    port: (listener.address() as AddressInfo).port,
    host: '127.0.0.1',
    servername: NODE_NAME,
    ca: server.trusts,
    cert: server.certificate,
    key: server.key,
  })
  let said = ''
  socket.on('data', (bytes) => {
    said += bytes
  })
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('close', resolve))
  listener.close()
  await once(listener, 'close')
  return said === 'welcome'
}

const of = (pair: CertificateAndKey, trusts: string): Side => ({ ...pair, trusts })

describe('the certificates of a deployment', () => {
  it('let a server of the next set and a node of the one before know each other, and the other way round', async () => {
    expect(await greet(of(after.server, both), of(before.node, both))).toBe(true)
    expect(await greet(of(before.server, both), of(after.node, both))).toBe(true)
  })

  it('are strangers to each other without the authority of both', async () => {
    expect(await greet(of(after.server, after.authority), of(before.node, before.authority))).toBe(
      false,
    )
    expect(await greet(of(after.server, both), of(before.node, before.authority))).toBe(false)
  })

  it('let nobody use the certificate of a node as that of a server', async () => {
    expect(
      await greet(of(before.server, before.authority), of(before.node, before.authority)),
    ).toBe(true)
    expect(await greet(of(before.node, before.authority), of(before.node, before.authority))).toBe(
      false,
    )
    expect(
      await greet(of(before.server, before.authority), of(before.server, before.authority)),
    ).toBe(false)
  })

  it('let whoever stole a key in until they are renewed a second time', async () => {
    const last = await makeDeploymentCertificates(1)
    const lastTwo = trustBoth(last.authority, both)
    const stolen = of(before.server, lastTwo + both)
    expect(await greet(stolen, of(after.node, both))).toBe(true)
    expect(await greet(stolen, of(last.node, lastTwo))).toBe(false)
  })

  it('are as good for as long as the newest, which comes first and alone goes on', () => {
    expect(Math.abs(endOf(both) - Date.now() - 10 * DAY_MILLISECONDS)).toBeLessThan(
      DAY_MILLISECONDS / 24,
    )
    expect(trustBoth(before.authority, both)).not.toContain(both)
    expect(trustBoth(before.authority, both).match(/BEGIN/g)).toHaveLength(2)
  })
})
