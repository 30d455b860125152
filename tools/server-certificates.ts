import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerCertificates } from '../sandbox-server/nodes/node-link.ts'
import { SettingError, type Settings } from '../sandbox-server/settings.ts'

/** By their names in the folder: the authority is one for both sides. */
const FILES = {
  authority: 'authority.pem',
  certificate: 'server.pem',
  key: 'server-key.pem',
} as const

/**
 * The certificates by which nodes know this server, where it reaches any of them over a network.
 * @throws {SettingError} where they are needed, and are not there.
 */
export async function serverCertificates({
  NODES = [],
  NODE_CERTIFICATES: folder,
}: Settings): Promise<ServerCertificates | undefined> {
  if (NODES.every((address) => 'path' in address)) return undefined
  if (folder === undefined) {
    throw new SettingError(
      `NODES has addresses of a network: set NODE_CERTIFICATES to the folder with ${Object.values(FILES).join(', ')}.`,
    )
  }
  const [authority, certificate, key] = await Promise.all(
    Object.values(FILES).map((name) => readPart(folder, name)),
  )
  return { authority, certificate, key } as ServerCertificates
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
