import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { platform } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type Docker from 'dockerode'
import { poll } from '../../sandbox-server/common/poll.ts'
import { DriverError } from '../../sandbox-server/drivers/driver.ts'
import type { SandboxHub } from '../../sandbox-server/sandboxes/sandbox.ts'
import type { Outcome, Side } from '../side.ts'
import { runProgram } from './run-program.ts'

const KEEP = join(import.meta.dirname, 'keep')

/** How long dockerd may take until it answers, in milliseconds. */
const START_MILLISECONDS = 60_000

/** As whom the hub knows it. */
const OWNER = 'plain-engine'

/** In its file system, and seen from outside: `/run` is a mount of its own. */
const HUB_SOCKET = 'srv/hub.sock'
const HUB_PORT = 443

/** What a person who logs in has, in the environment and besides. */
const AS_LEARNER = [
  ...['setpriv', '--reuid', 'learner', '--regid', 'learner', '--init-groups'],
  ...['env', '--ignore-environment', '--chdir=/home/learner'],
  ...['HOME=/home/learner', 'USER=learner', 'LOGNAME=learner', 'LANG=C.UTF-8', 'EDITOR=nano'],
  'PATH=/usr/bin:/bin',
]

export interface PlainEngineOptions {
  readonly docker: Docker
  /** The sandbox image: its programs are those that run here, too. */
  readonly image: string
  /** On what is made of the engine's for a moment. */
  readonly labels: Readonly<Record<string, string>>
  readonly hub: SandboxHub
  /** How many times as long as written the start may take. */
  readonly patience?: number
}

/**
 * Starts Docker as a machine has it: the sandbox image's own dockerd, as root, with no settings and
 * no network but its own, in namespaces and control groups that end with it.
 * @throws {DriverError} with a sentence, where this machine cannot have one.
 */
export async function startPlainEngine(options: PlainEngineOptions): Promise<Side> {
  if (platform() !== 'linux' || process.getuid?.() !== 0) {
    throw new DriverError(
      'A plain Docker engine to compare with needs Linux and root: run this as root on the machine itself.',
    )
  }
  await using started = new AsyncDisposableStack()
  const keeper = spawn('bash', [KEEP, `blitz-plain-${randomBytes(4).toString('hex')}`], {
    // In a group of its own: Ctrl+C is for us, whose end has it clean up.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  })
  const ended = once(keeper, 'close')
  started.defer(async () => {
    keeper.stdin?.end()
    await ended
  })
  const failed = ended.then(async () => undefined)
  const [first, folder] = await unpack(options, keeper, failed)
  await serveHub(options.hub, first, folder, started)
  const inside = ['nsenter', `--target=${first}`, '--all', '--']
  const isUp = await poll((options.patience ?? 1) * START_MILLISECONDS, undefined, async () => {
    if (keeper.exitCode !== null) throw new DriverError(`A plain dockerd ended.`)
    const { status } = await runProgram([...inside, 'docker', 'version'])
    return status === 0 ? true : undefined
  })
  if (!isUp) {
    const said = (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n').at(-1)
    throw new DriverError(`A plain dockerd did not start on this machine: ${said}`)
  }
  const running = started.move()
  return {
    run: (script): Promise<Outcome> => runProgram([...inside, ...AS_LEARNER, 'bash', '-c', script]),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Hands over the image's files. @returns the id of the first process, and the folder. */
async function unpack(
  { docker, image, labels }: PlainEngineOptions,
  keeper: ChildProcess,
  ended: Promise<undefined>,
): Promise<[pid: number, folder: string]> {
  const complaints: Buffer[] = []
  keeper.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk))
  const line = new Promise<string>((resolve) => {
    keeper.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString()))
  })
  const container = await docker.createContainer({ Image: image, Cmd: ['true'], Labels: labels })
  try {
    const files = await container.export()
    // Where the other end is gone, it says why itself.
    await pipeline(files, keeper.stdio[3] as Writable).catch(() => {})
  } finally {
    await container.remove({ force: true })
  }
  const answer = await Promise.race([line, ended])
  const [pid, folder] = answer?.trim().split(' ') ?? []
  if (pid === undefined || folder === undefined) {
    const said = Buffer.concat(complaints).toString().trim().split('\n').at(-1)
    throw new DriverError(`This machine cannot have a plain Docker engine beside its own: ${said}`)
  }
  return [Number(pid), folder]
}

/** Has the engine find Docker Hub where a sandbox finds it: on its own loopback. */
async function serveHub(
  hub: SandboxHub,
  first: number,
  folder: string,
  started: AsyncDisposableStack,
): Promise<void> {
  const door = createServer((socket) => hub.accept(socket, OWNER))
  door.listen(join(folder, 'root', HUB_SOCKET))
  await once(door, 'listening')
  started.defer(async () => {
    door.close()
    await hub.forget(OWNER)
  })
  await writeFile(join(folder, 'root/srv/hub-authority.pem'), hub.access.authority)
  await poll(START_MILLISECONDS, undefined, async () => {
    const { status } = await runProgram([
      ...['nsenter', `--target=${first}`, '--all', '--', 'bash', '-c'],
      `[[ -d /run/blitz ]] && cp /srv/hub-authority.pem /run/blitz/`,
    ])
    return status === 0 ? true : undefined
  })
  const forwarder = spawn(
    'nsenter',
    [
      ...[`--target=${first}`, '--all', '--', 'socat'],
      ...[`TCP-LISTEN:${HUB_PORT},bind=127.0.0.1,fork,reuseaddr`, `UNIX-CONNECT:/${HUB_SOCKET}`],
    ],
    { stdio: 'ignore', detached: true },
  )
  // The end of its PID namespace is its end, too.
  forwarder.unref()
}
