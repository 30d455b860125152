import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls'
import { Pace } from '../../common/pace.ts'
import type { Catalogue } from '../catalogue.ts'
import type { HubCertificates } from './certificates.ts'
import type { HubTokens } from './hub-token.ts'
import { RegistryError } from './registry-error.ts'
import type { RegistryFront } from './registry-front.ts'
import { searchCatalogue } from './search.ts'
import { answerTokenRequest } from './token-endpoint.ts'

const HANDSHAKE_MILLISECONDS = 10_000
/** A connection on which nothing moves for this long is ended: a push that stands still, too. */
const SILENCE_MILLISECONDS = 120_000

/** Connections that one sandbox may have open: an engine pulls and pushes on some ten. */
const CONNECTIONS_PER_SANDBOX = 64

/**
 * Connections and requests of one sandbox: a handshake or a token costs a millisecond of the server's
 * one thread. A pull or a push of a large image takes some tens of either.
 */
const CONNECTION_PACE = { atOnce: 200, perSecond: 20 }
const REQUEST_PACE = { atOnce: 500, perSecond: 50 }

/** Longest form of a token request, in bytes. */
const MAXIMUM_FORM_BYTES = 64 * 1024

export interface FrontOptions {
  readonly certificates: HubCertificates
  readonly catalogue: Catalogue
  readonly tokens: HubTokens
  readonly registryFront: RegistryFront
  /** Told of what is nobody's fault but ours. */
  readonly onFault: (error: unknown) => void
}

interface Paces {
  readonly connections: Pace
  readonly requests: Pace
}

/** Answers as Docker Hub, over TLS, on streams that come out of sandboxes. */
export class HubFront {
  readonly #options: FrontOptions
  readonly #http: Server
  readonly #context: SecureContext
  /** Whose stream it is; nothing that is sent over it can change that. */
  readonly #sandboxes = new WeakMap<object, string>()
  readonly #streams = new Map<string, Set<Duplex>>()
  readonly #known = new Map<string, Paces>()

  constructor(options: FrontOptions) {
    this.#options = options
    const { certificate, key } = options.certificates
    this.#context = createSecureContext({ cert: certificate, key, minVersion: 'TLSv1.2' })
    this.#http = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        options.onFault(error)
        response.destroy()
      })
    })
    this.#http.timeout = SILENCE_MILLISECONDS
    this.#http.on('clientError', (_error, socket) => socket.destroy())
  }

  /** Serves one connection of a sandbox. */
  accept(stream: Duplex, sandbox: string): void {
    const streams = this.#streams.get(sandbox) ?? new Set()
    this.#streams.set(sandbox, streams)
    if (streams.size >= CONNECTIONS_PER_SANDBOX) {
      stream.destroy()
      return
    }
    streams.add(stream)
    stream.on('error', () => stream.destroy())
    stream.once('close', () => {
      streams.delete(stream)
      if (streams.size === 0) this.#streams.delete(sandbox)
    })
    const wait = this.#paces(sandbox).connections.count(1, performance.now())
    if (wait === 0) this.#shakeHands(stream, sandbox)
    // Who is not listened to yet has to wait, and takes one of the places meanwhile.
    else setTimeout(() => stream.destroyed || this.#shakeHands(stream, sandbox), wait).unref()
  }

  #shakeHands(stream: Duplex, sandbox: string): void {
    const socket = new TLSSocket(stream, { isServer: true, secureContext: this.#context })
    const late = setTimeout(() => socket.destroy(), HANDSHAKE_MILLISECONDS)
    // What goes wrong with a stream ends it, and with it the request.
    stream.once('close', () => socket.destroy())
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      clearTimeout(late)
      stream.destroy()
    })
    socket.once('secure', () => {
      clearTimeout(late)
      this.#http.emit('connection', socket)
    })
    this.#sandboxes.set(socket, sandbox)
  }

  /** Ends every connection of a sandbox, which is gone. */
  disconnect(sandbox: string): void {
    this.#known.delete(sandbox)
    for (const stream of this.#streams.get(sandbox) ?? []) stream.destroy()
  }

  close(): void {
    for (const sandbox of this.#streams.keys()) this.disconnect(sandbox)
  }

  /** Kept as long as the sandbox: one that began anew with each connection would bound nothing. */
  #paces(sandbox: string): Paces {
    const known = this.#known.get(sandbox)
    if (known) return known
    const paces = { connections: new Pace(CONNECTION_PACE), requests: new Pace(REQUEST_PACE) }
    this.#known.set(sandbox, paces)
    return paces
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const sandbox = this.#sandboxes.get(request.socket)
    const wait = this.#paces(sandbox ?? '').requests.count(1, performance.now())
    if (wait > 0) await delay(wait, undefined, { ref: false })
    response.setHeader('docker-distribution-api-version', 'registry/2.0')
    try {
      if (sandbox === undefined) throw new Error('A request came on a stream of no sandbox.')
      await this.#route(request, response, sandbox)
    } catch (error) {
      this.#refuse(request, response, error)
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse, sandbox: string): Promise<void> {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2)
    const { catalogue, tokens, registryFront } = this.#options
    if (path.startsWith('/v2/')) return registryFront.serve(request, response, sandbox)
    if (path === '/v1/search' && request.method === 'GET') {
      return sendJson(response, searchCatalogue(catalogue.entries, new URLSearchParams(query)))
    }
    if (path === '/token' && ['GET', 'POST'].includes(request.method ?? '')) {
      const token = {
        method: request.method ?? '',
        query: new URLSearchParams(query),
        authorization: request.headers.authorization,
        form: await readForm(request),
      }
      return sendJson(response, await answerTokenRequest(token, sandbox, tokens, catalogue))
    }
    throw new RegistryError('pathUnknown')
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (response.headersSent || request.socket.destroyed) {
      // Too late for a sentence: the client sees that the answer is cut, and asks again.
      response.destroy()
      return
    }
    const refusal =
      error instanceof RegistryError ? error : new RegistryError('unavailable', { cause: error })
    if (refusal !== error) this.#options.onFault(error)
    // A client that still sends reads the answer when it is through.
    request.unpipe().resume()
    for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value)
    response.statusCode = refusal.status
    // An answer to HEAD has no body: builders show these words instead.
    response.statusMessage = refusal.reason
    response.setHeader('content-type', 'application/json')
    response.end(request.method === 'HEAD' ? undefined : refusal.body)
  }
}

function sendJson(response: ServerResponse, value: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAXIMUM_FORM_BYTES) throw new RegistryError('requestMalformed')
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString())
}
