import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readlink } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { until } from '../reader.ts'
import { run } from './run.ts'

/** The network of the machines; nothing outside has a way to it. */
const NETWORK = '10.99.0'
const BITS = 24
const BRIDGE = 'bridge'

/** What a machine is told of the network. */
export interface Plug {
  readonly address: string
  /** The address with the length of the network's prefix, as ip(8) takes it. */
  readonly prefix: string
  readonly gateway: string
}

/** A bridge between machines, in a network namespace of its own. */
export class Switch implements AsyncDisposable {
  readonly #holder: ChildProcess
  readonly #relays: ChildProcess[] = []
  #cables = 0

  private constructor(holder: ChildProcess) {
    this.#holder = holder
  }

  static async make(): Promise<Switch> {
    // It ends with us: its input is then at its end.
    const holder = spawn('unshare', ['--net', 'cat'], { stdio: ['pipe', 'ignore', 'inherit'] })
    await untilOwnNetwork(holder.pid)
    const made = new Switch(holder)
    await made.#ip('link', 'set', 'lo', 'up')
    await made.#ip('link', 'add', 'name', BRIDGE, 'type', 'bridge')
    await made.#ip('address', 'add', `${NETWORK}.254/${BITS}`, 'dev', BRIDGE)
    await made.#ip('link', 'set', BRIDGE, 'up')
    return made
  }

  /** @param number of a machine, from 1. */
  plug(number: number): Plug {
    const address = `${NETWORK}.${number}`
    return { address, prefix: `${address}/${BITS}`, gateway: `${NETWORK}.254` }
  }

  /** Puts a cable into the network namespace of a process, where it is `eth0`. @returns its name here. */
  async connect(pid: number): Promise<string> {
    await untilOwnNetwork(pid)
    // The kernel removes the cable of a machine that has ended in its own time.
    const cable = `cable-${++this.#cables}`
    const other = ['peer', 'name', 'eth0', 'netns', String(pid)]
    await this.#ip('link', 'add', 'name', cable, 'type', 'veth', ...other)
    await this.#ip('link', 'set', cable, 'master', BRIDGE)
    await this.mend(cable)
    return cable
  }

  async cut(cable: string): Promise<void> {
    await this.#ip('link', 'set', cable, 'down')
  }

  async mend(cable: string): Promise<void> {
    await this.#ip('link', 'set', cable, 'up')
  }

  /**
   * @param addresses in the network: each connection goes to the first that takes it.
   * @returns a port of this machine's loopback that leads to a port there.
   */
  async reach(addresses: readonly string[], port: number): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const program = join(import.meta.dirname, 'relay.ts')
    const relay = spawn(
      'nsenter',
      [this.#namespace, process.execPath, program, String(port), ...addresses],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    )
    this.#relays.push(relay)
    const { port: open } = server.address() as AddressInfo
    const ready = once(relay, 'message')
    relay.send('listen', server)
    await ready
    // Both listen from here on, and each connection is one's or the other's.
    server.close()
    return open
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of [...this.#relays, this.#holder]) {
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    }
  }

  get #namespace(): string {
    return `--net=/proc/${this.#holder.pid}/ns/net`
  }

  async #ip(...words: string[]): Promise<void> {
    await run(['nsenter', this.#namespace, 'ip', ...words])
  }
}

/** Waits until a process that is about to leave our network namespace has done so. */
async function untilOwnNetwork(pid: number | undefined): Promise<void> {
  const ours = await readlink('/proc/self/ns/net')
  const has = async () => (await readlink(`/proc/${pid}/ns/net`)) !== ours
  await until(has, 'a network namespace')
}
