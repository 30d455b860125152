import { chmod, rm } from 'node:fs/promises'
import {
  createSecureServer,
  createServer,
  type Http2Session,
  type Http2Stream,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { NodeAddress } from '../node-protocol/address.ts'
import type { ConnectionCertificates } from '../node-protocol/connection-certificates.ts'
import { readMessage } from '../node-protocol/json-stream.ts'
import { keepAlive } from '../node-protocol/keep-alive.ts'
import {
  CONNECTION_WINDOW_BYTES,
  SESSION_MEGABYTES,
  WINDOW_BYTES,
} from '../node-protocol/limits.ts'
import { hello, SERVER_NAME } from '../node-protocol/messages.ts'
import type { NodeMachine } from './node-machine.ts'
import { answerWith, NodeRequests } from './node-requests.ts'
import { RefusedError } from './refused-error.ts'
import { ServedSandboxes } from './served-sandboxes.ts'
import { Tenancy, type Tenant } from './tenancy.ts'

/** Whoever may open the socket may do all that a server may: the owner, and the owner's group. */
const SOCKET_MODE = 0o660

export interface ServeNodeOptions {
  readonly machine: NodeMachine
  readonly address: NodeAddress
  /** Needed for an address that is not a path. */
  readonly certificates?: ConnectionCertificates | undefined
  readonly onFault: (error: unknown) => void
}

export interface NodeService extends AsyncDisposable {
  /** With the port that was free, where it was asked for as 0. */
  readonly address: NodeAddress
  readonly tenancy: Tenancy
}

/** What is known of a connection of a server. */
interface Visit {
  tenant?: Tenant
  requests?: NodeRequests
  sandboxes?: ServedSandboxes
}

/**
 * Serves one machine to the server of its deployment, until it is disposed of: the sandboxes go on.
 * @throws where the address is taken, or cannot be had.
 */
export async function serveNode(options: ServeNodeOptions): Promise<NodeService> {
  const { machine, onFault } = options
  const tenancy = new Tenancy(machine.facts.version)
  const sessions = new Set<Http2Session>()
  const visits = new WeakMap<Http2Session, Visit>()
  const http = options.certificates === undefined ? createServer(HTTP2) : secure(options)
  http.on('session', (session) => {
    const visit: Visit = {}
    visits.set(session, visit)
    sessions.add(session)
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES)
    keepAlive(session, () => {})
    session.on('error', () => {})
    session.once('close', () => {
      sessions.delete(session)
      visit.sandboxes?.release()
      if (visit.tenant) tenancy.leave(visit.tenant)
    })
  })
  http.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    // A stream that breaks is closed, which whoever uses it acts on.
    stream.on('error', () => {})
    const visit = stream.session && visits.get(stream.session)
    if (!visit) return
    answer(stream, headers, visit).catch((error: unknown) => {
      const requests = visit.requests ?? new NodeRequests({ ...greeted(''), onFault })
      requests.fail(stream, error)
    })
  })
  http.on('sessionError', () => {})
  http.on('tlsClientError', () => {})
  const address = await listen(http, options.address)
  return {
    address,
    tenancy,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy()
      await new Promise<void>((resolve) => http.close(() => resolve()))
    },
  }

  function greeted(deployment: string) {
    return { machine, deployment, sandboxes: new ServedSandboxes(machine, deployment) }
  }

  async function answer(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    visit: Visit,
  ): Promise<void> {
    if (headers[':path'] !== '/hello') {
      if (visit.requests) return visit.requests.answer(stream, headers)
      throw new RefusedError('A server says hello first.')
    }
    const said = await readMessage(stream, hello)
    if (visit.tenant) throw new RefusedError('A server says hello once.')
    const session = sessionOf(stream)
    const tenant = {
      hello: said,
      from: session.socket.remoteAddress ?? 'this machine',
      since: Date.now(),
      end: () => session.destroy(),
    }
    tenancy.enter(tenant)
    visit.tenant = tenant
    const ours = greeted(said.deployment)
    visit.sandboxes = ours.sandboxes
    visit.requests = new NodeRequests({ ...ours, onFault })
    answerWith(stream, machine.facts)
  }
}

const HTTP2 = {
  maxSessionMemory: SESSION_MEGABYTES,
  settings: { initialWindowSize: WINDOW_BYTES },
} as const

function secure({ certificates }: ServeNodeOptions) {
  const { authority, certificate, key } = certificates as ConnectionCertificates
  const http = createSecureServer({
    ...HTTP2,
    ca: authority,
    cert: certificate,
    key,
    minVersion: 'TLSv1.3',
    requestCert: true,
    rejectUnauthorized: true,
  })
  http.on('secureConnection', (socket: TLSSocket) => {
    // The authority vouches for nodes, too, and a node may do nothing here.
    if (!namesOf(socket).includes(`DNS:${SERVER_NAME}`)) socket.destroy()
  })
  return http
}

function namesOf(socket: TLSSocket): string[] {
  return socket.getPeerCertificate().subjectaltname?.split(', ') ?? []
}

function sessionOf(stream: Http2Stream): Http2Session {
  const { session } = stream
  if (session === undefined) throw new RefusedError('The connection has ended.')
  return session
}

async function listen(
  http: ReturnType<typeof createServer>,
  address: NodeAddress,
): Promise<NodeAddress> {
  // A program that was killed leaves its socket. A lock beside it keeps a second program away.
  if ('path' in address) await rm(address.path, { force: true })
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(address, () => {
      http.off('error', reject)
      resolve()
    })
  })
  if ('path' in address) {
    await chmod(address.path, SOCKET_MODE)
    return address
  }
  return { ...address, port: (http.address() as AddressInfo).port }
}
