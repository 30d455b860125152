import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../../tests/support/free-port.ts'
import { until } from '../../tests/support/reader.ts'

/** A peer's own server: a process that listens on a port of this machine. */
export class PeerServer implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly port: number

  private constructor(process: ChildProcess, port: number) {
    this.#process = process
    this.port = port
  }

  /**
   * @param spawn starts it on that port.
   * @throws when it does not answer in time.
   */
  static async start(name: string, spawn: (port: number) => ChildProcess): Promise<PeerServer> {
    const port = await freePort()
    const server = new PeerServer(spawn(port), port)
    try {
      await until(() => server.#answers(), name)
      return server
    } catch (error) {
      await server[Symbol.asyncDispose]()
      throw error
    }
  }

  get pid(): number {
    return this.#process.pid as number
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#process
    if (exitCode !== null || signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill()
    await ended
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/`)).ok
    } catch {
      return false
    }
  }
}
