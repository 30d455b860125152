import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { ClientRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { HubStatus } from '../../protocol/messages.ts'
import { Watched } from '../../sandbox-server/common/watched.ts'
import { type Catalogue, parseCatalogue } from '../../sandbox-server/hub/catalogue.ts'
import { type Hub, startHub } from '../../sandbox-server/hub/hub.ts'
import type { HubTools } from '../../sandbox-server/hub/store/tools.ts'

const MIB = 1024 * 1024

/** A small catalogue: nothing of it is filled. */
export const TEST_CATALOGUE = parseCatalogue(
  {
    repositories: [
      {
        repository: 'library/alpine',
        description: 'A minimal image',
        stars: 100,
        official: true,
        tags: [{ tag: 'latest', standIn: 'alpine' }],
      },
      {
        repository: 'nigelpoulton/tu-demo',
        description: 'Voting web server',
        stars: 12,
        official: false,
        tags: [{ tag: 'v1', standIn: 'tu-demo-v1' }],
      },
    ],
  },
  'the test catalogue',
)

export interface HubUnderTest extends AsyncDisposable {
  readonly hub: Hub
  readonly faults: unknown[]
  readonly stateDirectory: string
  /** A way into the hub like a sandbox's: everything that comes by it is of that sandbox. */
  sandbox(name: string): Promise<HubClient>
}

export interface HubTestOptions {
  readonly catalogue?: Catalogue
  readonly pushLimitBytes?: number
  readonly stateDirectory?: string
  readonly upstream?: string
  readonly livingSandboxes?: ReadonlySet<string>
  readonly tools?: HubTools
  readonly status?: Watched<HubStatus>
  /** `false`: the registry behind the hub is not waited for. */
  readonly ready?: boolean
}

/** The real hub over real sockets; disposing it removes all that it kept. */
export async function hubUnderTest(options: HubTestOptions = {}): Promise<HubUnderTest> {
  const stateDirectory =
    options.stateDirectory ?? (await mkdtemp(join(tmpdir(), 'blitz-hub-test-')))
  const faults: unknown[] = []
  const hub = await startHub({
    stateDirectory,
    catalogue: options.catalogue ?? TEST_CATALOGUE,
    pushLimitBytes: options.pushLimitBytes ?? 64 * MIB,
    upstream: options.upstream,
    livingSandboxes: options.livingSandboxes,
    tools: options.tools,
    status: options.status ?? new Watched({ state: 'ready', standIns: [] }),
    onFault: (error) => faults.push(error),
  })
  if (options.ready !== false) await hub.ready
  const doors: Server[] = []
  return {
    hub,
    faults,
    stateDirectory,
    async sandbox(name) {
      const door = createServer((socket) => hub.accept(socket, name))
      doors.push(door)
      door.listen(0, '127.0.0.1')
      await once(door, 'listening')
      return new HubClient((door.address() as AddressInfo).port, hub.access.authority)
    },
    async [Symbol.asyncDispose]() {
      for (const door of doors) door.close()
      await hub[Symbol.asyncDispose]()
      if (options.stateDirectory === undefined) await rm(stateDirectory, { recursive: true })
    },
  }
}

export interface HubAnswer {
  readonly status: number
  /** The words behind the status. */
  readonly reason: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  readonly text: string
}

export interface Ask {
  readonly method?: string
  readonly host?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Buffer
}

/** Speaks to the hub as Docker's tools do: by name, over TLS, trusting its authority alone. */
export class HubClient {
  readonly port: number
  readonly authority: string
  token: string | undefined
  readonly #requests = new Set<ClientRequest>()

  constructor(port: number, authority: string) {
    this.port = port
    this.authority = authority
  }

  async ask(path: string, { method, host, headers, body }: Ask = {}): Promise<HubAnswer> {
    const name = host ?? 'registry-1.docker.io'
    const request = httpsRequest({
      host: '127.0.0.1',
      port: this.port,
      servername: name,
      ca: this.authority,
      agent: false,
      method: method ?? 'GET',
      path,
      headers: {
        host: name,
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        ...headers,
      },
    })
    this.#requests.add(request)
    request.once('close', () => this.#requests.delete(request))
    // A body that is shorter than announced stays open, as one does whose sender has stopped.
    if (headers?.['content-length'] === undefined) request.end(body)
    else request.write(body)
    const [answer] = await once(request, 'response')
    const content = await buffer(answer)
    return {
      status: answer.statusCode,
      reason: answer.statusMessage,
      headers: answer.headers,
      body: content,
      text: content.toString(),
    }
  }

  /** As when the client is killed in the middle of what it asks. */
  cut(): void {
    for (const request of this.#requests) request.destroy()
  }

  /** Gets a token as `docker` does, and uses it from then on. @returns what it may do. */
  async logIn(account: string | undefined, ...scopes: string[]): Promise<HubAnswer> {
    const query = new URLSearchParams([
      ['service', 'registry.docker.io'],
      ...scopes.map((scope) => ['scope', scope] as [string, string]),
    ])
    this.token = undefined
    const answer = await this.ask(`/token?${query}`, {
      host: 'auth.docker.io',
      ...(account !== undefined && {
        headers: { authorization: `Basic ${Buffer.from(`${account}:any`).toString('base64')}` },
      }),
    })
    if (answer.status === 200) this.token = JSON.parse(answer.text).token
    return answer
  }

  /** Pushes a layer. @returns the answer to its last request. */
  async pushBlob(repository: string, content: Buffer): Promise<HubAnswer> {
    const start = await this.ask(`/v2/${repository}/blobs/uploads/`, { method: 'POST', body: '' })
    if (start.status !== 202) return start
    const location = String(start.headers['location'])
    return this.ask(`${location}&digest=${digestOf(content)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: content,
    })
  }

  /** Pushes an image of one layer. @returns the answer to its manifest. */
  async pushImage(repository: string, tag: string, layer: Buffer): Promise<HubAnswer> {
    const config = Buffer.from('{"architecture":"amd64","os":"linux"}')
    for (const blob of [config, layer]) {
      const answer = await this.pushBlob(repository, blob)
      if (answer.status !== 201) return answer
    }
    return this.ask(`/v2/${repository}/manifests/${tag}`, {
      method: 'PUT',
      headers: { 'content-type': MANIFEST_TYPE },
      body: manifestOf(config, layer),
    })
  }
}

export const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json'

export function manifestOf(config: Buffer, layer: Buffer): string {
  const about = (content: Buffer, mediaType: string) => ({
    mediaType,
    size: content.length,
    digest: digestOf(content),
  })
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: about(config, 'application/vnd.docker.container.image.v1+json'),
    layers: [about(layer, 'application/vnd.docker.image.rootfs.diff.tar.gzip')],
  })
}

export function digestOf(content: Buffer | string): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}
