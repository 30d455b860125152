import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { BenchTerminal } from '../bench-terminal.ts'
import { ScreenText } from '../screen-text.ts'
import { PeerServer } from './peer-server.ts'
import { sidProgram } from './sid-program.ts'

const PACKAGES = [
  'ttyd',
  'libc6',
  'libcap2',
  'libgcc-s1',
  'libjson-c5',
  'libssl3t64',
  'libuv1t64',
  'libwebsockets-evlib-uv',
  'libwebsockets19t64',
  'libzstd1',
  'zlib1g',
]

/** First bytes of ttyd's messages (tsl0922/ttyd, `src/server.h`). */
const [INPUT, OUTPUT] = ['0', '0'.charCodeAt(0)]

/** What a host would pick: ttyd, which runs `docker exec -it` for each page. */
export class Ttyd implements AsyncDisposable {
  readonly #server: PeerServer

  private constructor(server: PeerServer) {
    this.#server = server
  }

  /** @param command what each page gets. */
  static async start(command: readonly string[]): Promise<Ttyd> {
    const {
      command: [program = '', ...words],
      environment,
    } = await sidProgram('ttyd', PACKAGES)
    const server = await PeerServer.start('ttyd', (port) =>
      spawn(
        program,
        [...words, '-W', '-d', '1', '-i', '127.0.0.1', '-p', String(port), ...command],
        { env: { ...process.env, ...environment }, stdio: 'ignore' },
      ),
    )
    return new Ttyd(server)
  }

  get pid(): number {
    return this.#server.pid
  }

  async open(): Promise<TtydTerminal> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#server.port}/ws`, 'tty')
    const terminal = new TtydTerminal(socket)
    await once(socket, 'open')
    socket.send(JSON.stringify({ AuthToken: '', columns: 80, rows: 24 }))
    return terminal
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]()
  }
}

export class TtydTerminal implements BenchTerminal {
  readonly output = new ScreenText()
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      if (data[0] !== OUTPUT) return
      const bytes = data.subarray(1)
      // As a page that is busy: it reads no further meanwhile.
      const pause = this.output.push(bytes)
      if (pause === undefined) return
      socket.pause()
      void pause.then(() => socket.resume())
    })
  }

  write(data: string): void {
    this.#socket.send(INPUT + data)
  }

  close(): void {
    this.#socket.terminate()
  }
}
