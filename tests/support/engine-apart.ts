import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type OwnEngineOptions, startOwnEngine } from '../../sandbox-server/engines/own-engine.ts'
import type { StartedEngine } from '../../sandbox-server/engines/started-engine.ts'
import { until } from './reader.ts'

/**
 * An engine that can be stopped and killed: it shares nothing with that of this machine. Its network
 * is its own, since a dockerd that is to have no bridge removes `docker0`, whosever that is.
 */
export class EngineApart implements AsyncDisposable {
  readonly directory: string
  readonly socket: string
  /** Keeps the network namespace from one start to the next, as a machine does. */
  readonly #network: ChildProcess
  #running: StartedEngine | undefined

  private constructor(directory: string, network: ChildProcess) {
    this.directory = directory
    this.socket = join(directory, 'docker.sock')
    this.#network = network
  }

  static async make(): Promise<EngineApart> {
    const ours = await readlink('/proc/self/ns/net')
    // Up, as a machine's loopback is: a Swarm of one machine needs no more.
    const keep = ['sh', '-c', 'ip link set lo up && exec cat']
    const network = spawn('unshare', ['--net', ...keep], { stdio: ['pipe', 'ignore', 'inherit'] })
    await until(
      async () => (await readlink(`/proc/${network.pid}/ns/net`)) !== ours,
      'a network namespace',
    )
    return new EngineApart(await mkdtemp(join(tmpdir(), 'blitz-dockerd-')), network)
  }

  /** Starts it, the first time or again. @throws as `startOwnEngine` does. */
  async start(options: Pick<OwnEngineOptions, 'words' | 'signal'> = {}): Promise<StartedEngine> {
    this.#running = await startOwnEngine({
      socket: this.socket,
      stateDirectory: join(this.directory, 'state'),
      through: ['nsenter', `--net=/proc/${this.#network.pid}/ns/net`],
      words: [
        ...['--data-root', join(this.directory, 'data')],
        ...['--exec-root', join(this.directory, 'exec')],
        ...['--pidfile', join(this.directory, 'dockerd.pid')],
        ...['--bridge=none', '--iptables=false', ...(options.words ?? [])],
      ],
      signal: options.signal,
    })
    return this.#running
  }

  pid(): Promise<number | undefined> {
    return this.#readPid('dockerd.pid')
  }

  /** Ends it as a crash does: its containers go on. */
  async kill(): Promise<void> {
    const dockerd = await this.pid()
    const containerd = await this.#readPid('exec/containerd/containerd.pid')
    if (!dockerd || !containerd) throw new Error('The engine does not run.')
    process.kill(dockerd, 'SIGKILL')
    // The kernel ends containerd with it. A dockerd that finds it dying takes it for one that lives,
    // and waits for it in vain; a service manager lets some seconds go by.
    await until(() => !kill(dockerd, 0) && !kill(containerd, 0), 'the end of the engine')
  }

  async stop(): Promise<void> {
    await this.#running?.stop()
    this.#running = undefined
  }

  /** Ends all that it runs, whatever has become of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    for (const shim of await this.#shims()) {
      const children = await readFile(`/proc/${shim}/task/${shim}/children`, 'utf8').catch(() => '')
      for (const pid of [...children.split(' ').filter(Boolean).map(Number), shim]) kill(pid)
    }
    await until(async () => (await this.#shims()).length === 0, 'the end of its containers')
    // A dockerd that is stopped while it starts leaves the mount that it makes of its data root.
    const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n')
    const own = mounts.flatMap((line) => line.split(' ')[1] ?? []).reverse()
    for (const path of own.filter((each) => each.startsWith(this.directory))) {
      await promisify(execFile)('umount', ['--lazy', path])
    }
    await rm(this.directory, { recursive: true, force: true })
    this.#network.stdin?.end()
    await once(this.#network, 'close')
  }

  async #readPid(name: string): Promise<number | undefined> {
    const text = await readFile(join(this.directory, name), 'utf8').catch(() => '')
    return text === '' ? undefined : Number(text)
  }

  /** What keeps a container of it, one process each. */
  async #shims(): Promise<number[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const commands = await Promise.all(
      pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    )
    return pids.filter((_, index) => commands[index]?.includes(this.directory)).map(Number)
  }
}

/** @param signal 0 sends none. @returns whether there was such a process. */
function kill(pid: number, signal: NodeJS.Signals | 0 = 'SIGKILL'): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
