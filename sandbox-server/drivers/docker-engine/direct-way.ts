import { access, open, readFile } from 'node:fs/promises'
import { createConnection, type Socket } from 'node:net'
import { basename, dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** What every sandbox has from its first moment on. */
const LANDMARK = '/usr/local/lib/blitz/entrypoint'

/** Between two tries, in milliseconds: at first, and for what is slow to come. */
const FIRST_PAUSE_MILLISECONDS = 10
const LONGEST_PAUSE_MILLISECONDS = 100

/** The longest path of a Unix socket, in bytes (`sun_path` of unix(7), without its last zero). */
const LONGEST_PATH = 107

/**
 * The file system of a container as this machine's kernel shows it to whoever may see it: Unix
 * sockets in it can be connected to, and nothing but the kernel carries what is sent. By way of the
 * engine, every byte is copied by a program in the container, by the engine, and by its shim.
 *
 * A path in it must lead through no folder that a reader can write: a link there would lead to
 * this machine's own files (path_resolution(7): an absolute one begins at the root of whoever asks).
 */
export class DirectWay {
  readonly #containerId: string
  /** What the kernel shows of the container's first process. */
  readonly #process: string

  private constructor(containerId: string, process: string) {
    this.#containerId = containerId
    this.#process = process
  }

  /**
   * @param pid of the container, as its engine says.
   * @param proc where the `/proc` of the engine's machine is: a container has one of its own.
   * @returns undefined where there is none: the engine is on another machine, its runtime has a
   * kernel of its own, or this process may not look into others' (it is not root).
   */
  static async find(
    containerId: string,
    pid: number,
    proc = '/proc',
  ): Promise<DirectWay | undefined> {
    const way = new DirectWay(containerId, `${proc}/${pid}`)
    try {
      await access(way.#root + LANDMARK)
      return (await way.#isStillThere()) ? way : undefined
    } catch {
      return undefined
    }
  }

  /** @throws when nothing listens there, or the container has ended. */
  async dial(path: string): Promise<Socket> {
    const socket = await connect(this.#root + path)
    // The number could be another container's by now.
    if ((await this.#isStillThere()) && !socket.destroyed) return socket
    socket.destroy()
    throw new Error('The container has ended.')
  }

  /**
   * As `dial`, but waits until something listens.
   * @throws when the container has ended, and the reason of `signal` when that aborts.
   */
  async dialPatiently(path: string, signal?: AbortSignal): Promise<Socket> {
    for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause *= 1.1) {
      signal?.throwIfAborted()
      try {
        return await this.dial(path)
      } catch (error) {
        if (!(await this.#isStillThere())) throw error
        await delay(Math.min(pause, LONGEST_PAUSE_MILLISECONDS))
      }
    }
  }

  get #root(): string {
    return `${this.#process}/root`
  }

  /** Another machine's engine names a process that is somebody else here. */
  async #isStillThere(): Promise<boolean> {
    const groups = await readFile(`${this.#process}/cgroup`, 'utf8').catch(() => '')
    return groups.includes(this.#containerId)
  }
}

async function connect(path: string): Promise<Socket> {
  if (Buffer.byteLength(path) <= LONGEST_PATH) return connectTo(path)
  const folder = await open(dirname(path))
  try {
    return await connectTo(`/proc/self/fd/${folder.fd}/${basename(path)}`)
  } finally {
    await folder.close()
  }
}

function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path })
    // Also an error after this is followed by `close`, which whoever has the socket acts on.
    socket.on('error', reject)
    socket.once('connect', () => resolve(socket))
  })
}
