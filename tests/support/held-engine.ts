import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Docker from 'dockerode'
import { engineClient } from '../../sandbox-server/engines/engine-client.ts'

/** A way to the real engine on which each of its answers can be held back. */
export class HeldEngine implements AsyncDisposable {
  readonly socket: string
  readonly #directory: string
  readonly #server: Server
  readonly #pairs = new Set<[asker: Socket, engine: Socket]>()
  #isHeld = false

  private constructor(directory: string, engineSocket: string) {
    this.#directory = directory
    this.socket = join(directory, 'docker.sock')
    this.#server = createServer({ allowHalfOpen: true }, (asker) => this.#join(asker, engineSocket))
  }

  /** @param docker a client of the engine, by a Unix socket. */
  static async before(docker: Docker): Promise<HeldEngine> {
    const { socketPath } = docker.modem as unknown as { socketPath: string }
    const directory = await mkdtemp(join(tmpdir(), 'blitz-held-'))
    const held = new HeldEngine(directory, socketPath)
    held.#server.listen(held.socket)
    await once(held.#server, 'listening')
    return held
  }

  client(): Promise<Docker> {
    return engineClient({ kind: 'socket', path: this.socket })
  }

  /** From now on nothing of what the engine says arrives. */
  hold(): void {
    this.#isHeld = true
    for (const [, engine] of this.#pairs) engine.pause()
  }

  /** All of what was held arrives. */
  letGo(): void {
    this.#isHeld = false
    for (const [, engine] of this.#pairs) engine.resume()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    for (const sockets of this.#pairs) for (const socket of sockets) socket.destroy()
    await rm(this.#directory, { recursive: true })
  }

  #join(asker: Socket, engineSocket: string): void {
    const engine = createConnection({ path: engineSocket, allowHalfOpen: true })
    const pair: [Socket, Socket] = [asker, engine]
    this.#pairs.add(pair)
    for (const [from, to] of [pair, pair.toReversed() as [Socket, Socket]]) {
      from.on('data', (bytes) => to.write(bytes))
      from.once('end', () => to.end())
      from.on('error', () => to.destroy())
      from.once('close', () => {
        to.destroy()
        this.#pairs.delete(pair)
      })
    }
    if (this.#isHeld) engine.pause()
  }
}
