import { stripVTControlCharacters } from 'node:util'
import { type ClientOptions, WebSocket } from 'ws'
import { LiveClient, type SocketLike } from '../../protocol/client.ts'
import type { TerminalChannel } from '../../protocol/client-channel.ts'
import {
  DEFAULT_EXEC_MILLISECONDS,
  MAXIMUM_EXEC_MILLISECONDS,
  SOCKET_PATH,
} from '../../protocol/limits.ts'
import type {
  ExecResult,
  HubStatus,
  Notice,
  PublishedPort,
  SandboxStatus,
  Usage,
} from '../../protocol/messages.ts'
import { englishFailure } from '../../protocol/sentences.ts'
import { ShellMarkParser } from '../../protocol/shell-marks.ts'
import { type WorkshopNews, workshopNews } from '../../protocol/workshop-messages.ts'
import { patient } from './patience.ts'

/** A socket to the server as a page of it opens one. */
export function openSocket(
  address: string,
  origin = address,
  { host } = new URL(address),
  from?: string,
  options: ClientOptions = {},
): WebSocket {
  return new WebSocket(`${address.replace('http', 'ws')}${SOCKET_PATH}`, {
    ...options,
    origin,
    headers: { host, ...(from !== undefined && { 'X-Forwarded-For': from }) },
  })
}

/** A port at which nothing listens (tcpmux). */
const NOWHERE = 'http://127.0.0.1:1'

/** Has silent commands the time that this machine needs, as far as the protocol allows it. */
class PatientClient extends LiveClient {
  override exec(
    command: string,
    options: { directory?: string; milliseconds?: number } = {},
  ): Promise<ExecResult> {
    const milliseconds = Math.min(patient(DEFAULT_EXEC_MILLISECONDS), MAXIMUM_EXEC_MILLISECONDS)
    return super.exec(command, { milliseconds, ...options })
  }
}

/** A reader without a browser: the client that pages use, over a socket of Node. */
export class Reader implements Disposable {
  readonly statuses: SandboxStatus[] = []
  readonly notices: Notice[] = []
  /** What the sandbox uses, as the page was told it. */
  readonly usages: Usage[] = []
  readonly hubs: HubStatus[] = []
  /** What a workshop has told this page. */
  readonly news: WorkshopNews[] = []
  /** What the containers publish, as the page last heard. */
  ports: readonly PublishedPort[] = []
  readonly client: LiveClient
  token: string | undefined
  /** No server can be reached: every try of a connection fails. */
  isAway = false
  #socket: WebSocket | undefined

  /**
   * @param page origin under which the reader has the site.
   * @param from the reader's address, as a proxy of this machine names it.
   * @param options of the socket: of TLS, and where it leads.
   */
  constructor(
    address: string,
    token?: string,
    page = address,
    from?: string,
    options?: ClientOptions,
  ) {
    this.token = token
    this.client = new PatientClient({
      sentenceOf: englishFailure,
      connect: () => {
        const server = this.isAway ? NOWHERE : address
        this.#socket = openSocket(server, page, new URL(page), from, options)
        return this.#socket as unknown as SocketLike
      },
      token: {
        load: () => this.token,
        save: (saved) => {
          this.token = saved
        },
      },
      onSandbox: (status) => this.statuses.push(status),
      onNotice: (notice) => this.notices.push(notice),
      onUsage: (usage) => this.usages.push(usage),
      onHub: (status) => this.hubs.push(status),
      onPorts: (ports) => {
        this.ports = ports
      },
      onWorkshop: (news) => this.news.push(workshopNews.parse(news)),
    })
  }

  /** The id of the session, which only its token names. */
  get session(): string {
    const [, payload = ''] = this.token?.split('.') ?? []
    return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string }).sub
  }

  open(terminal: string, options: { directory?: string; resume?: boolean } = {}): ReaderTerminal {
    return new ReaderTerminal(this.client, terminal, options)
  }

  /** As when the network goes: no goodbye. */
  cutLine(): void {
    this.#socket?.terminate()
  }

  /** As when the network goes and stays away, until `isAway` is set back. */
  async goAway(): Promise<void> {
    this.isAway = true
    this.cutLine()
    await until(() => this.client.status === 'reconnecting', 'the loss of the connection')
  }

  /** As when the page is closed. */
  leave(): void {
    this.client.dispose()
  }

  /** Throws the sandbox away, so that the next test finds its place free. */
  [Symbol.dispose](): void {
    if (this.client.status === 'connected') this.client.reset()
    this.client.dispose()
  }
}

/** A terminal that remembers everything it printed. */
export class ReaderTerminal {
  readonly channel: TerminalChannel
  /** Bytes of output so far. */
  bytes = 0
  cut = 0
  directory: string | undefined
  error: string | undefined
  exit: { status: number | null; signal: string | null } | undefined
  prompts = 0
  statuses: (number | null)[] = []
  readonly #marks = new ShellMarkParser()
  readonly #decoder = new TextDecoder()
  #raw = ''

  constructor(
    client: LiveClient,
    terminal: string,
    options: { directory?: string; resume?: boolean },
  ) {
    this.channel = client.open(
      { terminal, columns: 80, rows: 24, ...options },
      {
        onOpened: ({ secret }) => this.#marks.believe(secret),
        onOutput: (bytes, consumed) => {
          this.bytes += bytes.length
          this.#raw += this.#decoder.decode(bytes, { stream: true })
          for (const piece of this.#marks.push(bytes)) {
            if (piece.kind === 'prompt-end') this.prompts += 1
            if (piece.kind === 'command-end') this.statuses.push(piece.status)
            if (piece.kind === 'directory') this.directory = piece.path
          }
          consumed()
        },
        onCut: (bytes) => {
          this.cut += bytes
        },
        onExit: (exit) => {
          this.exit = exit
        },
        onError: (sentence) => {
          this.error = sentence
        },
      },
    )
  }

  /** All that was printed, without escape sequences and carriage returns. */
  get text(): string {
    return stripVTControlCharacters(this.#raw).replaceAll('\r', '')
  }

  /** Types a line at the prompt and waits for the next prompt. @returns the exit status. */
  async run(line: string): Promise<number | null | undefined> {
    const isOver = () => this.exit !== undefined || this.error !== undefined
    await until(() => this.prompts > 0 || isOver(), `a prompt for ${line}`)
    if (isOver()) throw new Error(`${line}: ${this.error ?? 'The shell has ended.'}`)
    const before = this.prompts
    this.channel.write(`${line}\r`)
    await until(() => this.prompts > before || isOver(), `the end of ${line}`)
    if (this.error !== undefined) throw new Error(`${line}: ${this.error}`)
    return this.statuses.at(-1)
  }
}

/**
 * Between two looks at a condition, in milliseconds: each takes processor time from what it waits
 * for, so that they come more rarely the longer the wait is.
 */
const FIRST_LOOK_MILLISECONDS = 10
const LONGEST_LOOK_MILLISECONDS = 100
const LOOK_OF_WAIT = 0.1

/**
 * Waits until `condition` holds.
 * @param milliseconds for the machine that tests are written on; a slower one gets longer.
 * @throws an error that names what was waited for.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 60_000,
): Promise<void> {
  const began = performance.now()
  while (!(await condition())) {
    const waited = Math.round(performance.now() - began)
    if (waited > patient(milliseconds)) throw new Error(`Waited ${waited} ms in vain for ${what}.`)
    const next = Math.max(FIRST_LOOK_MILLISECONDS, waited * LOOK_OF_WAIT)
    await new Promise((resolve) => setTimeout(resolve, Math.min(next, LONGEST_LOOK_MILLISECONDS)))
  }
}
