import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Another server of the same state directory runs; the message says what to do. */
export class DeploymentInUseError extends Error {
  override readonly name = 'DeploymentInUseError'
}

/** One host's Docker Blitz: what it creates bears its name, and one server at a time owns it. */
export interface Deployment extends AsyncDisposable {
  /** Such as `docker-blitz-3f9a1c20`. */
  readonly name: string
}

/**
 * Claims the deployment of a state directory, made at the first start. The claim is a socket that
 * listens: it ends with the process, however that ends.
 * @throws {DeploymentInUseError}
 */
export async function claimDeployment(stateDirectory: string): Promise<Deployment> {
  const name = await deploymentName(stateDirectory)
  // Not in the state directory: a socket's path has at most 107 bytes (unix(7)).
  const path = join(tmpdir(), `${name}.sock`)
  if (await isAnswered(path)) {
    throw new DeploymentInUseError(
      `A server with the state directory ${stateDirectory} runs already. ` +
        'Stop it, or set another STATE_DIRECTORY.',
    )
  }
  await rm(path, { force: true })
  const claim = createServer((socket) => socket.end()).listen(path)
  await once(claim, 'listening')
  return {
    name,
    async [Symbol.asyncDispose]() {
      claim.close()
      await once(claim, 'close')
    },
  }
}

async function deploymentName(stateDirectory: string): Promise<string> {
  const path = join(stateDirectory, 'deployment')
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept) return kept.trim()
  const name = `docker-blitz-${randomBytes(4).toString('hex')}`
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 })
  await writeFile(path, `${name}\n`)
  return name
}

async function isAnswered(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
