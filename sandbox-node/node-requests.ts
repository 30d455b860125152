import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { Duplex } from 'node:stream'
import * as z from 'zod'
import { line, readMessage } from '../node-protocol/json-stream.ts'
import {
  draining,
  type Failure,
  layerStoreName,
  type NodeNews,
  newSandbox,
  type StartNews,
  socketPath,
  sweeping,
} from '../node-protocol/messages.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import type { NodeMachine } from './node-machine.ts'
import { RefusedError } from './refused-error.ts'
import type { ServedSandboxes } from './served-sandboxes.ts'

export interface NodeRequestsOptions {
  readonly machine: NodeMachine
  readonly deployment: string
  readonly sandboxes: ServedSandboxes
  readonly onFault: (error: unknown) => void
}

const STATUS: Readonly<Record<Failure['kind'], number>> = { driver: 502, refused: 403, fault: 500 }

/** Answers the server that a node works for, once it has said hello. */
export class NodeRequests {
  readonly #options: NodeRequestsOptions

  constructor(options: NodeRequestsOptions) {
    this.#options = options
  }

  async answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const { machine, deployment, sandboxes } = this.#options
    const address = new URL(headers[':path'] ?? '', 'http://node')
    const [what = '', id = '', part = ''] = address.pathname.slice(1).split('/')
    switch (`${headers[':method']} ${what}`) {
      case 'GET room':
        return answerWith(stream, await machine.room())
      case 'POST sweep': {
        const { kept } = await readMessage(stream, sweeping)
        return answerWith(stream, { value: await machine.sweep(deployment, new Set(kept)) })
      }
      case 'POST drained':
        machine.told.set((await readMessage(stream, draining)).drained)
        return answerWith(stream, undefined)
      case 'GET layer-stores':
        return answerWith(stream, await this.#anyDriver().layerStores())
      case 'DELETE layer-stores':
        return answerWith(
          stream,
          await this.#anyDriver().removeLayerStore(asked(layerStoreName, id)),
        )
      case 'GET watch':
        return this.#watch(stream)
      case 'POST sandboxes':
        return id === '' ? this.#start(stream) : this.#act(stream, id, part, address.searchParams)
      case 'GET sandboxes':
        return id === '' ? answerWith(stream, await sandboxes.list()) : this.#tell(stream, id, part)
      case 'DELETE sandboxes':
        return answerWith(stream, await (await sandboxes.findIfThere(id))?.destroy())
      default:
        throw new RefusedError(`A node does not know ${headers[':method']} ${address.pathname}.`)
    }
  }

  /** Tells what went wrong, where the answer has not begun; else it breaks off. */
  fail(stream: ServerHttp2Stream, error: unknown): void {
    if (stream.destroyed) return
    const failure = this.failureOf(error)
    if (stream.headersSent) stream.destroy()
    else answerWith(stream, failure, STATUS[failure.kind])
  }

  failureOf(error: unknown): Failure {
    if (error instanceof DriverError) return { kind: 'driver', message: error.message }
    if (error instanceof RefusedError) return { kind: 'refused', message: error.message }
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      return { kind: 'refused', message: 'A node does not understand the message.' }
    }
    this.#options.onFault(error)
    return { kind: 'fault', message: 'The node has a fault: its log says more.' }
  }

  async #start(stream: ServerHttp2Stream): Promise<void> {
    const { sandboxes } = this.#options
    const asked = await readMessage(stream, newSandbox)
    const given = new AbortController()
    // The server no longer wants it.
    stream.once('close', () => given.abort(new Error('The start was given up.')))
    stream.respond({ ':status': 200 })
    const say = (news: StartNews) => stream.write(line(news))
    try {
      const renew = () => say({ type: 'renewal' })
      const handle = await sandboxes.create(asked, renew, given.signal)
      if (stream.destroyed) await handle.destroy()
      else say({ type: 'started' })
    } catch (error) {
      if (stream.destroyed) return
      say({ type: 'failed', failure: this.failureOf(error) })
    }
    stream.end()
  }

  async #act(
    stream: ServerHttp2Stream,
    id: string,
    part: string,
    query: URLSearchParams,
  ): Promise<void> {
    const handle = await this.#options.sandboxes.find(id)
    switch (part) {
      case 'connect': {
        const waiting = new AbortController()
        stream.once('close', () => waiting.abort(new Error('The connection was given up.')))
        return carry(stream, await handle.connect(waiting.signal))
      }
      case 'dial': {
        const path = asked(socketPath, query.get('path'))
        const dialled = await handle.dial(path).catch((error: Error) => {
          throw new DriverError(`Nothing listens there: ${error.message}`)
        })
        return dialled ? carry(stream, dialled) : answerWith(stream, undefined)
      }
      case 'pause':
        return answerWith(stream, await handle.pause())
      case 'resume':
        return answerWith(stream, await handle.resume())
      default:
        throw new RefusedError(`A sandbox does not know ${part}.`)
    }
  }

  async #tell(stream: ServerHttp2Stream, id: string, part: string): Promise<void> {
    const { sandboxes } = this.#options
    if (part === 'state') {
      const handle = await sandboxes.findIfThere(id)
      return answerWith(stream, (await handle?.state()) ?? 'gone')
    }
    const handle = await sandboxes.find(id)
    switch (part) {
      case 'last-words':
        return answerWith(stream, { text: await handle.lastWords() })
      case 'processor-seconds':
        return answerWith(stream, { value: await handle.processorSeconds() })
      case 'memory':
        return answerWith(stream, { value: await handle.memoryBytes() })
      default:
        throw new RefusedError(`A sandbox does not know ${part}.`)
    }
  }

  async #watch(stream: ServerHttp2Stream): Promise<void> {
    const { machine, sandboxes } = this.#options
    stream.respond({ ':status': 200 })
    const say = (news: NodeNews) => stream.write(line(news))
    const unwatch = [
      sandboxes.lost.subscribe((id) => say({ type: 'lost', id })),
      machine.news.subscribe(say),
    ]
    stream.once('close', () => {
      for (const stop of unwatch) stop()
    })
    say({ type: 'beat' })
    for (const news of machine.standing()) say(news)
  }

  /** What all courses of a machine share, any of their drivers has. */
  #anyDriver() {
    return this.#options.sandboxes.driver(this.#options.machine.facts.courses[0]?.name ?? '')
  }
}

/** @throws {RefusedError} where a word of the address is none that a server may say. */
function asked(schema: z.ZodType<string>, word: string | null): string {
  const parsed = schema.safeParse(word)
  if (parsed.success) return parsed.data
  throw new RefusedError(`A server may not ask for ${JSON.stringify(word)}.`)
}

/** @param message undefined: an empty answer. */
export function answerWith(stream: ServerHttp2Stream, message: unknown, status = 200): void {
  if (stream.destroyed) return
  stream.respond({ ':status': message === undefined ? 204 : status })
  stream.end(message === undefined ? undefined : JSON.stringify(message))
}

/** Carries bytes both ways until either side has ended, or broken. */
function carry(stream: ServerHttp2Stream, socket: Duplex): void {
  if (stream.destroyed) {
    socket.destroy()
    return
  }
  stream.respond({ ':status': 200 })
  stream.once('close', () => socket.destroy())
  // The stream closes when all that came before has been sent.
  socket.once('close', () => stream.end().close())
  // It is followed by `close`, which is acted on.
  socket.on('error', () => {})
  stream.pipe(socket)
  socket.pipe(stream)
}
