import { text } from 'node:stream/consumers'
import ssh2 from 'ssh2'

export interface Outcome {
  readonly status: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** How long a machine in emulation may take for its part of a handshake, in milliseconds. */
const HANDSHAKE_MILLISECONDS = 60_000

/** A machine that was reset says no goodbye; milliseconds between questions, and how many. */
const ALIVE = { keepaliveInterval: 15_000, keepaliveCountMax: 8 }

/** A login in the machine: one connection, on which commands run. */
export class Login implements Disposable {
  readonly #client: ssh2.Client
  #isOver = false

  private constructor(client: ssh2.Client) {
    this.#client = client
    client.on('close', () => {
      this.#isOver = true
    })
  }

  /** @throws where nobody answers yet. */
  static open(port: number, username: string, privateKey: string): Promise<Login> {
    const client = new ssh2.Client()
    return new Promise((resolve, reject) => {
      client.on('error', reject).once('ready', () => resolve(new Login(client)))
      client.connect({
        host: '127.0.0.1',
        port,
        username,
        privateKey,
        readyTimeout: HANDSHAKE_MILLISECONDS,
        ...ALIVE,
      })
    })
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Runs a command in the user's shell to its end. @throws where the connection breaks. */
  run(command: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const broken = () => reject(new Error('The connection to the machine broke.'))
      this.#client.once('close', broken)
      this.#client.exec(command, (error, channel) => {
        if (error) return reject(error)
        const said = Promise.all([text(channel), text(channel.stderr)])
        let status: number | undefined
        channel.on('exit', (code: number | null) => {
          status = code ?? undefined
        })
        channel.on('close', () => {
          this.#client.off('close', broken)
          said.then(([stdout, stderr]) => resolve({ status, stdout, stderr }), reject)
        })
        channel.end()
      })
    })
  }

  [Symbol.dispose](): void {
    this.#client.destroy()
  }
}
