import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { LiveClient, type SocketLike } from '../protocol/client.ts'
import type { TerminalChannel } from '../protocol/client-channel.ts'
import { SOCKET_PATH } from '../protocol/limits.ts'
import { englishFailure } from '../protocol/sentences.ts'
import type { LiveOptions } from '../sandbox-server/server.ts'
import { PlainReader } from '../tests/support/plain-reader.ts'
import { until } from '../tests/support/reader.ts'
import type { NodeWish } from './bench-node.ts'
import type { BenchTerminal } from './bench-terminal.ts'
import { ScreenText } from './screen-text.ts'

/** What is other than in a server that has no pages, no hub, and nothing kept ready. */
export interface ServerWish {
  /** Directory of the built site. */
  readonly pages?: string
  readonly live?: Partial<
    Pick<
      LiveOptions,
      'warm' | 'warmMaximum' | 'prepared' | 'startsAtOnce' | 'maximum' | 'perAddress'
    >
  >
  /** The hub with the whole catalogue. */
  readonly hasHub?: boolean
  /** Its sandboxes are those of a node, in a process of its own. */
  readonly node?: NodeWish
  /** Has a workshop `BENCH_WORKSHOP`, with as many seats. */
  readonly workshopSeats?: number
}

/** The name of the workshop, and its code. */
export const BENCH_WORKSHOP = 'bench'

/** What the server's process tells. */
type Started = Pick<OurServer, 'address' | 'deployment' | 'hostToken'>

/** Our server, as `npm start` runs it, and its readers. */
export class OurServer implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly address: string
  /** By which the engine's containers of this server are named. */
  readonly deployment: string
  /** Opens the board. */
  readonly hostToken: string
  #readers: LiveClient[] = []

  private constructor(process: ChildProcess, { address, deployment, hostToken }: Started) {
    this.#process = process
    this.address = address
    this.deployment = deployment
    this.hostToken = hostToken
  }

  /** @throws where the server does not come up; its own words are on standard error. */
  static async start(wish: ServerWish = {}): Promise<OurServer> {
    const server = fork(join(import.meta.dirname, 'server-process.ts'), [JSON.stringify(wish)])
    const ended = once(server, 'exit').then(() => {
      throw new Error('The server of the bench has ended.')
    })
    const [message] = (await Promise.race([once(server, 'message'), ended])) as [Started]
    ended.catch(() => {})
    return new OurServer(server, message)
  }

  get pid(): number {
    return this.#process.pid as number
  }

  /** Resolves when a sandbox waits for the next reader and none starts. */
  async hasSandboxReady(): Promise<void> {
    await until(async () => {
      const text = await (await fetch(`${this.address}/metrics`)).text()
      const count = (state: string) =>
        Number(new RegExp(`^blitz_sandboxes{state="${state}"} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
      return count('ready') > 0 && count('starting') === 0
    }, 'a sandbox that is ready')
  }

  /** Another page, of a reader who has no sandbox yet. It connects when it is first used. */
  reader(onToken?: (token: string | undefined) => void): LiveClient {
    let token: string | undefined
    const client = new LiveClient({
      sentenceOf: englishFailure,
      connect: () => {
        const address = this.address.replace('http', 'ws') + SOCKET_PATH
        return new WebSocket(address, { origin: this.address }) as unknown as SocketLike
      },
      token: {
        load: () => token,
        save: (saved) => {
          token = saved
          onToken?.(saved)
        },
      },
    })
    this.#readers.push(client)
    return client
  }

  /** The same, where the page gets no WebSocket. */
  plainReader(): LiveClient {
    const { client } = new PlainReader(this.address)
    this.#readers.push(client)
    return client
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.#readers) reader.dispose()
    // One that has failed is gone already.
    if (!this.#process.connected) return
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
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.opened = promise
    promise.catch(() => {})
    this.#channel = client.open(
      { terminal: name, columns: 80, rows: 24 },
      {
        onOpened: () => resolve(),
        onError: (sentence) => reject(new Error(sentence)),
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
