import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { lockFile } from './common/file-lock.ts'
import { saysDiskFull } from './common/host-trouble.ts'
import { writeWhole } from './common/write-whole.ts'

/** A state directory cannot be had; the message says why, and what to do. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError'
  /** Another server has it, so that this one must not serve; else it is only that nothing can be kept. */
  readonly isInUse: boolean

  constructor(
    message: string,
    { isInUse = false, cause }: { isInUse?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.isInUse = isInUse
  }
}

/** One host's Docker Blitz: what it creates bears its name, and one server at a time owns it. */
export interface Deployment extends AsyncDisposable {
  /** Such as `docker-blitz-3f9a1c20`. */
  readonly name: string
}

/** The name becomes part of the names of containers, volumes and networks. */
const NAME = /^[a-z0-9][a-z0-9_.-]{0,62}$/

/**
 * Claims the deployment of a state directory, which is made at the first start. The kernel keeps the
 * claim: it ends with the process, however that ends, and two never have it.
 * @throws {DeploymentError}
 */
export async function claimDeployment(stateDirectory: string): Promise<Deployment> {
  await using claimed = new AsyncDisposableStack()
  try {
    await mkdir(stateDirectory, { recursive: true, mode: 0o700 })
    const lock = lockFile(join(stateDirectory, 'claim'))
    if (lock === undefined) throw inUse(stateDirectory)
    claimed.use(lock)
  } catch (error) {
    throw error instanceof DeploymentError ? error : unusable(stateDirectory, error)
  }
  const name = await deploymentName(stateDirectory)
  if (process.platform === 'linux') claimed.use(await claimName(name, stateDirectory))
  const stack = claimed.move()
  return { name, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** Read or made under the lock, so that two first starts at once do not make two names. */
async function deploymentName(stateDirectory: string): Promise<string> {
  const path = join(stateDirectory, 'deployment')
  try {
    const kept = (await readFile(path, 'utf8')).trim()
    if (NAME.test(kept)) return kept
    if (kept !== '') {
      throw new DeploymentError(`${path} holds no name of a deployment. Remove that file.`)
    }
  } catch (error) {
    if (error instanceof DeploymentError) throw error
    if (!isMissing(error)) throw unusable(stateDirectory, error)
  }
  const name = `docker-blitz-${randomBytes(4).toString('hex')}`
  try {
    await writeWhole(path, `${name}\n`)
  } catch (error) {
    throw unusable(stateDirectory, error)
  }
  return name
}

/**
 * Keeps a second server away that has a copy of the state directory, and so the same name: each
 * would remove the sandboxes of the other. The claim is an abstract socket, which is no file and ends
 * with the process (unix(7)); only Linux has those.
 */
async function claimName(name: string, stateDirectory: string): Promise<AsyncDisposable> {
  const claim = createServer((socket) => socket.end()).listen(`\0${name}`)
  try {
    await once(claim, 'listening')
  } catch (error) {
    throw new DeploymentError(
      `A server with another copy of the state directory ${stateDirectory} is already running. ` +
        `Stop it, or remove ${join(stateDirectory, 'deployment')} to give this one a name of its own.`,
      { isInUse: true, cause: error },
    )
  }
  claim.unref()
  return {
    async [Symbol.asyncDispose]() {
      claim.close()
      await once(claim, 'close')
    },
  }
}

function inUse(stateDirectory: string): DeploymentError {
  return new DeploymentError(
    `A server with the state directory ${stateDirectory} is already running. ` +
      'Stop it, or set another STATE_DIRECTORY.',
    { isInUse: true },
  )
}

function unusable(stateDirectory: string, cause: unknown): DeploymentError {
  const said = cause instanceof Error ? cause.message : String(cause)
  const advice = saysDiskFull(said)
    ? 'Make room on its disk'
    : 'Make it a folder that this user may write'
  return new DeploymentError(
    `The state directory ${stateDirectory} cannot be used: ${said}. ${advice}, or set another STATE_DIRECTORY.`,
    { cause },
  )
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}
