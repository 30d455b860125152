import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDeploymentCertificates } from '../../../sandbox-node/certificates.ts'
import { readNodeSettings } from '../../../sandbox-server/settings.ts'
import { nodeCertificates, serverCertificates } from '../../../tools/node-certificates.ts'
import { claimAddress, listenAddress } from '../../../tools/open-node.ts'
import { freePort } from '../../support/free-port.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blitz-node-'))
})

afterEach(() => rm(folder, { recursive: true }))

function settingsOf(listen: string, certificates?: string) {
  return readNodeSettings({ NODE_LISTEN: listen, NODE_CERTIFICATES: certificates })
}

/** What a host reads who starts a node program so. */
async function start(listen: string, certificates?: string) {
  const settings = settingsOf(listen, certificates)
  const address = listenAddress(settings)
  const proof = await nodeCertificates(settings, address)
  return { proof, claim: await claimAddress(address, settings) }
}

describe('where a node program listens', () => {
  it.each(['nonsense', 'unix:node.sock', '7443', '0.0.0.0:99999'])(
    'is not %s, and a host is told what it may be',
    async (listen) => {
      await expect(start(listen)).rejects.toThrow(
        `NODE_LISTEN=${listen} is not usable: it takes unix:/PATH or HOST:PORT, such as 0.0.0.0:7443.`,
      )
    },
  )

  it('is a port only with certificates, which must be there and belong together', async () => {
    await expect(start('127.0.0.1:7443')).rejects.toThrow('NODE_CERTIFICATES must name a folder')
    await expect(start('127.0.0.1:7443', folder)).rejects.toThrow(
      /^NODE_CERTIFICATES=.+ is not usable: there is no (authority|node|node-key)\.pem\.$/,
    )
    const { authority, node, server } = await makeDeploymentCertificates(1)
    const write = (name: string, text: string) => writeFile(join(folder, name), text)
    await write('authority.pem', authority)
    await write('node.pem', node.certificate)
    await write('node-key.pem', server.key)
    await expect(start('127.0.0.1:7443', folder)).rejects.toThrow('Make its files again.')
    await write('node-key.pem', node.key)
    const { proof } = await start(`127.0.0.1:${await freePort()}`, folder)
    expect(proof).toEqual({ authority, certificate: node.certificate, key: node.key })
  })

  it('is a socket in a folder that is made, and that one program has at a time', async () => {
    const listen = `unix:${join(folder, 'run/node.sock')}`
    const { claim } = await start(listen)
    await expect(start(listen)).rejects.toThrow(
      `A node program that listens at ${listen} is already running. Stop it, or set another NODE_LISTEN.`,
    )
    claim[Symbol.dispose]()
    const again = await start(listen)
    again.claim[Symbol.dispose]()
  })

  it('is no file, and no socket at which another program listens, such as the one of an engine', async () => {
    const path = join(folder, 'docker.sock')
    const listen = `unix:${path}`
    await writeFile(path, 'a file')
    await expect(start(listen)).rejects.toThrow(
      `NODE_LISTEN=${listen} is taken by something that is no socket. Stop it, or set another NODE_LISTEN.`,
    )
    await rm(path)
    await using engine = createServer((socket) => socket.resume().end())
    await once(engine.listen(path), 'listening')
    await expect(start(listen)).rejects.toThrow('is taken by another program, such as an engine.')
  })

  it('is no place that cannot be written, and a host is told which', async () => {
    // The kernel takes no new folder there; a program that tried all the way up would try for ever.
    await expect(start('unix:/proc/run/node.sock')).rejects.toThrow(
      'NODE_LISTEN=unix:/proc/run/node.sock is not usable: ENOENT',
    )
  })
})

describe('the certificates of a server', () => {
  const NODES = [{ host: '10.0.0.2', port: 7443 }]
  const start = (folder?: string) => serverCertificates({ NODES, NODE_CERTIFICATES: folder })

  it('are asked for where a node is reached over a network, and a host is told which', async () => {
    await expect(start()).rejects.toThrow(
      'NODES has addresses of a network: set NODE_CERTIFICATES to the folder with authority.pem, server.pem, server-key.pem.',
    )
    expect(
      await serverCertificates({ NODES: [{ path: '/n.sock' }], NODE_CERTIFICATES: undefined }),
    ).toBeUndefined()
  })

  it('that cannot be used stop the start with a sentence', async () => {
    const { authority, node, server } = await makeDeploymentCertificates(1)
    const write = (name: string, text: string) => writeFile(join(folder, name), text)
    await write('authority.pem', authority)
    await write('server.pem', 'no certificate')
    await write('server-key.pem', server.key)
    const sentence = /^NODE_CERTIFICATES=.+ is not usable: .+\. Make its files again\.$/
    await expect(start(folder)).rejects.toThrow(sentence)
    await write('server.pem', server.certificate)
    await write('server-key.pem', node.key)
    await expect(start(folder)).rejects.toThrow(sentence)
    await write('server-key.pem', server.key)
    const usable = { authority, certificate: server.certificate, key: server.key }
    expect(await start(folder)).toEqual(usable)
  })
})
