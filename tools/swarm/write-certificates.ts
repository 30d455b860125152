import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { makeDeploymentCertificates } from '../../sandbox-node/certificates.ts'
import { VALID_DAYS } from './certificate-sets.ts'
import { SwarmError } from './swarm-error.ts'

/** A key is for its owner alone, and a folder with keys, too. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/**
 * Writes certificates as files, for a server and nodes that are in no Swarm: a folder for each, as
 * NODE_CERTIFICATES names it. @returns what to do with them.
 * @throws {SwarmError} where files are there already, or cannot be written.
 */
export async function writeCertificates(path: string): Promise<string[]> {
  const folder = resolve(path)
  const { authority, server, node } = await makeDeploymentCertificates(VALID_DAYS)
  try {
    for (const [name, { certificate, key }] of Object.entries({ server, node })) {
      const own = join(folder, name)
      // Fails where it is there: a second authority would be trusted by nobody.
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
      await mkdir(own, { mode: FOLDER_MODE })
      const files = { authority, [name]: certificate, [`${name}-key`]: key }
      for (const [file, text] of Object.entries(files)) {
        await writeFile(join(own, `${file}.pem`), text, { flag: 'wx', mode: FILE_MODE })
      }
    }
  } catch (error) {
    const { code, path: at = folder, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new SwarmError(
      code === 'EEXIST'
        ? `${at} is there already, and is left as it is. Name another folder, or remove it first.`
        : `The certificates could not be written: ${message}.`,
      { cause: error },
    )
  }
  return [
    `${join(folder, 'server')} is for the server: NODE_CERTIFICATES names that folder there.`,
    `${join(folder, 'node')} is for each node program: copy it to each machine by a way that nobody else reads.`,
    'Whoever has the key of the server may run sandboxes on all of them.',
  ]
}
