import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { LiveClient, type SocketLike } from '../protocol/client.ts'
import type { TerminalChannel } from '../protocol/client-channel.ts'
import { SOCKET_PATH } from '../protocol/limits.ts'
import type { BenchTerminal } from './bench-terminal.ts'
import { ScreenText } from './screen-text.ts'

/** Our server, as `npm start` runs it, and one reader of it. */
export class OurServer implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly address: string
  /** By which the engine's containers of this server are named. */
  readonly deployment: string
  #readers: LiveClient[] = []

  private constructor(process: ChildProcess, address: string, deployment: string) {
    this.#process = process
    this.address = address
    this.deployment = deployment
  }

  static async start(): Promise<OurServer> {
    const server = fork(join(import.meta.dirname, 'server-process.ts'))
    const [message] = (await once(server, 'message')) as [{ address: string; deployment: string }]
    return new OurServer(server, message.address, message.deployment)
  }

  get pid(): number {
    return this.#process.pid as number
  }

  /** Another page, of a reader who has no sandbox yet. It connects when it is first used. */
  reader(): LiveClient {
    let token: string | undefined
    const client = new LiveClient({
      connect: () => {
        const address = this.address.replace('http', 'ws') + SOCKET_PATH
        return new WebSocket(address, { origin: this.address }) as unknown as SocketLike
      },
      token: {
        load: () => token,
        save: (saved) => {
          token = saved
        },
      },
    })
    this.#readers.push(client)
    return client
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.#readers) reader.dispose()
    const ended = once(this.#process, 'exit')
    this.#process.disconnect()
    await ended
  }
}

export class OurTerminal implements BenchTerminal {
  readonly output = new ScreenText()
  /** Resolves when the shell has its PTY and takes keys. */
  readonly opened: Promise<void>
  readonly #channel: TerminalChannel

  constructor(client: LiveClient, name: string) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.opened = promise
    this.#channel = client.open(
      { terminal: name, columns: 80, rows: 24 },
      {
        onOpened: () => resolve(),
        onOutput: (bytes, consumed) => {
          const pause = this.output.push(bytes)
          if (pause === undefined) consumed()
          else void pause.then(consumed)
        },
      },
    )
  }

  write(data: string): void {
    this.#channel.write(data)
  }

  close(): void {
    this.#channel.close()
  }
}
