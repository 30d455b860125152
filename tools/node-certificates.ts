import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import type { NodeAddress } from '../node-protocol/address.ts'
import type { ConnectionCertificates } from '../node-protocol/connection-certificates.ts'
import { type NodeSettings, SettingError, type Settings } from '../sandbox-server/settings.ts'

/**
 * Reads what proves to nodes that this is their server, where it reaches any of them over a network.
 * @throws {SettingError} where it is needed, and cannot be used.
 */
export async function serverCertificates({
  NODES = [],
  NODE_CERTIFICATES: folder,
}: Pick<Settings, 'NODES' | 'NODE_CERTIFICATES'>): Promise<ConnectionCertificates | undefined> {
  if (NODES.every((address) => 'path' in address)) return undefined
  if (folder !== undefined) return readCertificates(folder, 'server')
  throw new SettingError(
    'NODES has addresses of a network: set NODE_CERTIFICATES to the folder with authority.pem, server.pem, server-key.pem.',
  )
}

/**
 * Reads what proves to a server that it speaks to a node of its own.
 * @returns undefined where the address needs none. @throws {SettingError}
 */
export async function nodeCertificates(
  { NODE_CERTIFICATES: folder, NODE_LISTEN }: NodeSettings,
  address: NodeAddress,
): Promise<ConnectionCertificates | undefined> {
  if ('path' in address) return undefined
  if (folder !== undefined) return readCertificates(folder, 'node')
  throw new SettingError(
    `NODE_LISTEN=${NODE_LISTEN} is reached over a network, so NODE_CERTIFICATES must name a folder with authority.pem, node.pem and node-key.pem.`,
  )
}

async function readCertificates(
  folder: string,
  side: 'server' | 'node',
): Promise<ConnectionCertificates> {
  const [authority, certificate, key] = await Promise.all([
    readPart(folder, 'authority.pem'),
    readPart(folder, `${side}.pem`),
    readPart(folder, `${side}-key.pem`),
  ])
  try {
    createSecureContext({ ca: authority, cert: certificate, key })
  } catch (cause) {
    // Such as a key that is another certificate's.
    const why = (cause as Error).message
    throw new SettingError(
      `NODE_CERTIFICATES=${folder} is not usable: ${why}. Make its files again.`,
      { cause },
    )
  }
  return { authority, certificate, key }
}

async function readPart(folder: string, name: string): Promise<string> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? `there is no ${name}` : `${name} cannot be read (${code})`
    throw new SettingError(`NODE_CERTIFICATES=${folder} is not usable: ${why}.`, { cause })
  }
}
