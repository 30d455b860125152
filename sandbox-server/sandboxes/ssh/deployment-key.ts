import { chmod, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import ssh2 from 'ssh2'
import { writeWhole } from '../../common/write-whole.ts'
import { DriverError } from '../../drivers/driver.ts'

/** What a file's mode lets everybody but its owner do. */
const OF_OTHERS = 0o077

export interface DeploymentKey {
  /** In OpenSSH's own format. */
  readonly privateKey: string
  /** As a line of `authorized_keys`. */
  readonly publicKey: string
}

/** @returns a new key of OpenSSH's, which can be read again. */
export function generateKey(): DeploymentKey {
  for (;;) {
    const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519')
    // ssh2 (1.17) drops leading zeros: one key in some 300 is too short, and opens nothing ever.
    if (!(ssh2.utils.parseKey(privateKey) instanceof Error)) return { privateKey, publicKey }
  }
}

/**
 * The key with which this deployment logs in to its sandboxes: made at the first start and kept,
 * so that a later server can reach sandboxes that an earlier one made.
 */
export async function loadDeploymentKey(stateDirectory: string): Promise<DeploymentKey> {
  const path = join(stateDirectory, 'sandbox-key')
  const privateKey = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (privateKey === undefined) {
    const key = generateKey()
    await writeWhole(path, key.privateKey)
    return key
  }
  // Only where it must: of a state that another user made, root of a container may read all and change
  // no mode (CAP_FOWNER).
  if ((await stat(path)).mode & OF_OTHERS) await chmod(path, 0o600)
  const key = ssh2.utils.parseKey(privateKey)
  if (key instanceof Error) {
    throw new DriverError(`${path} is not a private key. Delete it, and a new one is made.`, {
      cause: key,
    })
  }
  return { privateKey, publicKey: `${key.type} ${key.getPublicSSH().toString('base64')}` }
}
