import type { Duplex } from 'node:stream'
import { type CipherAlgorithm, Client, type ClientChannel } from 'ssh2'
import { type BoundedResult, type ExecBounds, runBounded } from './bounded-exec.ts'
import { followLines } from './follow-lines.ts'
import { ask, Liveness } from './liveness.ts'
import { keepNarrow, openNarrow } from './narrow-window.ts'
import { PacedStream } from './paced-stream.ts'
import { paceOfServices, paceOfSilentOutput } from './read-paced.ts'
import { closeSilently } from './silent-close.ts'

/** The account that readers use; the sandbox's SSH server logs in no other. */
const USER = 'learner'

/** Of ssh2: no bound but that of whoever waits. */
const NO_TIMEOUT = 0

/** The sandbox's SSH server computes in software, where the first costs half of the second. */
const CIPHERS: CipherAlgorithm[] = ['chacha20-poly1305@openssh.com', 'aes128-ctr']

/**
 * The one SSH connection to a sandbox. Every terminal and every silent command is a channel of it,
 * which opens in about 10 ms where a new `docker exec` takes 150 to 350.
 */
export class SandboxConnection {
  readonly #client: Client
  /** Resolves when the connection has ended, for whatever reason. */
  readonly closed: Promise<void>
  readonly #pace = paceOfSilentOutput()
  readonly #servicePace = paceOfServices()
  #isOpen = true
  #liveness: Liveness | undefined

  private constructor(client: Client) {
    this.#client = client
    // Every shell listens for its end.
    client.setMaxListeners(0)
    this.closed = new Promise((resolve) => client.once('close', () => resolve()))
    client.once('close', () => {
      this.#isOpen = false
    })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /**
   * Logs in over `stream`, which carries the SSH server's bytes. A server on a busy machine takes its
   * time.
   * @throws when the server refuses the key or closes; the reason of `signal` when that aborts.
   */
  static async open(
    stream: Duplex,
    privateKey: string,
    signal?: AbortSignal,
  ): Promise<SandboxConnection> {
    const client = new Client()
    const connection = new SandboxConnection(client)
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve)
      const giveUp = () => {
        reject(signal?.reason)
        client.destroy()
        stream.destroy()
      }
      if (signal?.aborted) giveUp()
      signal?.addEventListener('abort', giveUp)
      client.once('ready', () => signal?.removeEventListener('abort', giveUp))
      // More than one may come, and every one after the log-in is followed by `close`.
      client.on('error', reject)
      client.once('close', () => reject(new Error('The SSH server closed the connection.')))
      client.connect({
        sock: stream,
        username: USER,
        privateKey,
        readyTimeout: NO_TIMEOUT,
        algorithms: { cipher: CIPHERS },
        // Else ssh2 reaches sockets through OpenSSH alone; dropbear can do it, too.
        strictVendor: false,
      })
    })
    connection.#liveness = new Liveness(client)
    return connection
  }

  /**
   * Runs `command` with no terminal, within bounds of output and time.
   * @throws when the server cannot open a further channel.
   */
  exec(command: string, bounds: ExecBounds): Promise<BoundedResult> {
    return this.#channel(command, (channel) => {
      keepNarrow(this.#client, channel, [channel, channel.stderr])
      return runBounded(channel, bounds, this.#pace)
    })
  }

  /**
   * Runs a command that goes on until `signal` aborts, which ends its input, or until it ends.
   * @param onLine told the newest line that it has printed, once a second at most.
   * @throws when no further channel can be opened, or a line does not end.
   */
  async follow(
    command: string,
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#channel(command, (channel) => {
      keepNarrow(this.#client, channel)
      return followLines(channel, onLine, signal)
    })
  }

  /**
   * Takes connections to the sandbox's own 127.0.0.1:`port`; its network leads nowhere else.
   * @throws when something in the sandbox has the port.
   */
  async acceptFrom(port: number, onStream: (stream: Duplex) => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#client.forwardIn('127.0.0.1', port, (error) => {
        if (error) return reject(error)
        this.#client.on('tcp connection', ({ destPort }, accept, refuse) => {
          if (destPort !== port) return refuse()
          const channel = accept()
          closeSilently(channel)
          onStream(channel)
        })
        resolve()
      })
    })
  }

  /**
   * Connects to what listens on the sandbox's own 127.0.0.1:`port`.
   * @throws when nothing does, or the server cannot open a further channel.
   */
  connectToPort(port: number): Promise<ClientChannel> {
    return this.#forward((done) => this.#client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, done))
  }

  /**
   * Connects to a Unix socket of the sandbox, as the reader may. Little is under way at a time: what
   * listens there may have to be stopped in a flood.
   * @throws when nothing listens there, or the server cannot open a further channel.
   */
  async connectToSocket(path: string): Promise<ClientChannel> {
    const channel = await this.#forward((done) =>
      openNarrow(this.#client, 'openssh_directStreamLocal', () =>
        this.#client.openssh_forwardOutStreamLocal(path, done),
      ),
    )
    keepNarrow(this.#client, channel)
    return channel
  }

  /** The same for a service that speaks much and says little, which is read at a pace of its own. */
  async connectSilently(path: string): Promise<Duplex> {
    return new PacedStream(await this.connectToSocket(path), this.#servicePace)
  }

  /** Calls back when the connection ends, unless the stream has closed by then. */
  onceClosed(stream: Duplex, ended: () => void): void {
    this.#client.once('close', ended)
    stream.once('close', () => this.#client.off('close', ended))
  }

  /** Asks the SSH server. @returns false when the connection has ended, at the latest when it does. */
  async answers(): Promise<boolean> {
    if (!this.#isOpen) return false
    // ssh2 gives answers of its own when the connection ends.
    const answered = new Promise<boolean>((resolve) =>
      ask(this.#client, () => resolve(this.#isOpen)),
    )
    return Promise.race([answered, this.closed.then(() => false)])
  }

  /** The sandbox is paused, or no longer: one that is cannot show that it lives. */
  set isPaused(isPaused: boolean) {
    if (isPaused) this.#liveness?.pause()
    else if (this.#isOpen) this.#liveness?.resume()
  }

  close(): void {
    this.#client.end()
    this.#client.destroy()
  }

  #forward(
    begin: (done: (error: Error | undefined, channel: ClientChannel) => void) => void,
  ): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      begin((error, channel) => {
        if (error) return reject(error)
        closeSilently(channel)
        resolve(channel)
      })
    })
  }

  #channel<Owner>(
    command: string,
    own: (channel: ClientChannel) => Owner | Promise<Owner>,
  ): Promise<Owner> {
    return new Promise((resolve, reject) => {
      openNarrow(this.#client, 'session', () =>
        this.#client.exec(command, (error, channel) => {
          if (error) return reject(error)
          closeSilently(channel)
          resolve(own(channel))
        }),
      )
    })
  }
}
