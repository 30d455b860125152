import { execFile, spawn } from 'node:child_process'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BenchTerminal } from '../bench-terminal.ts'
import { ScreenText } from '../screen-text.ts'
import { exists, PEERS_CACHE } from './cache.ts'
import { PeerServer } from './peer-server.ts'

const ROOT = join(PEERS_CACHE, 'wetty-3.2.0')

/** Its PTY library compiles itself where it is installed; this one of the same version is compiled. */
const PACKAGE = {
  private: true,
  dependencies: { wetty: '3.2.0' },
  overrides: { 'node-pty': 'npm:@lydell/node-pty@1.1.0' },
}

/** It runs a command without SSH for root alone. */
const AS_ROOT = 'data:text/javascript,process.getuid=()=>0'

/** Bytes after which its page says how much it has shown (`client/wetty/flowcontrol.ts`). */
const COMMIT_BYTES = 256 * 1024

/** Of `socket.io-client`, which comes with wetty. */
interface Socket {
  on(event: 'data', listener: (text: string) => void): void
  on(event: 'login', listener: () => void): void
  emit(event: 'input', text: string): void
  emit(event: 'resize', size: { cols: number; rows: number }): void
  emit(event: 'commit', bytes: number): void
  disconnect(): void
}

type Connect = (address: string, options: Readonly<Record<string, unknown>>) => Socket

/** The other thing that a host would pick: wetty, which runs `docker exec -it` for each page. */
export class Wetty implements AsyncDisposable {
  readonly #server: PeerServer

  private constructor(server: PeerServer) {
    this.#server = server
  }

  /** @param command what each page gets; its words have no quotes. */
  static async start(command: readonly string[]): Promise<Wetty> {
    if (!(await exists(ROOT))) await install()
    const main = join(ROOT, 'node_modules/wetty/build/main.js')
    // It hands the command to `env -S`, which takes words apart as a shell does.
    const words = command.map((word) => `'${word}'`).join(' ')
    const server = await PeerServer.start('wetty', (port) => {
      const where = ['--host', '127.0.0.1', '--port', String(port), '--log-level', 'error']
      const flags = ['--import', AS_ROOT, main, ...where, '--command', words]
      return spawn(process.execPath, flags, { stdio: 'ignore' })
    })
    return new Wetty(server)
  }

  get pid(): number {
    return this.#server.pid
  }

  async open(): Promise<WettyTerminal> {
    const { io } = createRequire(join(ROOT, 'package.json'))('socket.io-client') as { io: Connect }
    // Its page asks for long polling first, and changes: not to be counted against it.
    const socket = io(`http://127.0.0.1:${this.#server.port}/`, {
      path: '/socket.io',
      transports: ['websocket'],
      forceNew: true,
    })
    return new WettyTerminal(socket)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]()
  }
}

export class WettyTerminal implements BenchTerminal {
  readonly output = new ScreenText()
  readonly #socket: Socket
  #shown = 0

  constructor(socket: Socket) {
    this.#socket = socket
    // It listens from here on.
    socket.on('login', () => socket.emit('resize', { cols: 80, rows: 24 }))
    socket.on('data', (text) => {
      const pause = this.output.push(Buffer.from(text))
      if (pause === undefined) this.#commit(text.length)
      else void pause.then(() => this.#commit(text.length))
    })
  }

  write(data: string): void {
    this.#socket.emit('input', data)
  }

  close(): void {
    this.#socket.disconnect()
  }

  #commit(length: number): void {
    this.#shown += length
    if (this.#shown < COMMIT_BYTES) return
    this.#socket.emit('commit', this.#shown)
    this.#shown = 0
  }
}

async function install(): Promise<void> {
  const part = `${ROOT}.part`
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { recursive: true })
  await writeFile(join(part, 'package.json'), JSON.stringify(PACKAGE))
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  await promisify(execFile)('npm', words, { cwd: part })
  await rename(part, ROOT)
}
