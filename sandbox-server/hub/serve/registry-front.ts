import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HubStatus } from '../../../protocol/messages.ts'
import type { Watched } from '../../common/watched.ts'
import type { Catalogue, CatalogueEntry } from '../catalogue.ts'
import { askRegistry, drop } from '../store/registry-address.ts'
import type { RegistryProcess } from '../store/registry-process.ts'
import { absentRepository, absentTag } from './absent-image.ts'
import type { Action, HubTokens } from './hub-token.ts'
import { includesAccess, owns } from './permissions.ts'
import { Pushes } from './pushes.ts'
import { challenge, pushDenied } from './registry-challenge.ts'
import { type RefusalName, RegistryError } from './registry-error.ts'
import { askAgain, relayAnswer, relayedHeaders } from './registry-relay.ts'
import { parseRegistryRoute, type RegistryRoute, type RepositoryRoute } from './registry-route.ts'

/** Largest manifest, in bytes; distribution's own limit. */
const MAXIMUM_MANIFEST_BYTES = 4 * 1024 * 1024

/** How long Docker Hub may take before it counts as one that cannot be reached. */
const UPSTREAM_MILLISECONDS = 20_000

const MANIFESTS = '/manifests/'

/** The catalogue's names in the registry begin with it; a reader's begin with another. */
export const CATALOGUE_PREFIX = 'catalogue/'

const METHODS: Readonly<Record<RegistryRoute['kind'], readonly string[]>> = {
  base: ['GET', 'HEAD'],
  tags: ['GET'],
  manifest: ['GET', 'HEAD', 'PUT'],
  blob: ['GET', 'HEAD'],
  'upload-start': ['POST'],
  upload: ['GET', 'PATCH', 'PUT', 'DELETE'],
}

export interface RegistryFrontOptions {
  readonly catalogue: Catalogue
  /** Whether what the catalogue has and the registry lacks is still to come. */
  readonly status: Watched<HubStatus>
  readonly tokens: HubTokens
  readonly registry: RegistryProcess
  readonly pushes: Pushes
  /** Hands on and keeps what Docker Hub has and the catalogue lacks. */
  readonly upstream?: RegistryProcess | undefined
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly route: RepositoryRoute
  readonly query: string
  readonly sandbox: string
  readonly account: string
}

/** Answers as `registry-1.docker.io`: every path below `/v2/`, for the reader of one sandbox. */
export class RegistryFront {
  readonly #options: RegistryFrontOptions

  constructor(options: RegistryFrontOptions) {
    this.#options = options
  }

  /** @throws {RegistryError} where the request is refused, before any answer was begun. */
  async serve(request: IncomingMessage, response: ServerResponse, sandbox: string): Promise<void> {
    const url = request.url ?? ''
    const question = url.indexOf('?')
    const route = parseRegistryRoute(question < 0 ? url : url.slice(0, question))
    if (route === undefined) throw new RegistryError('pathUnknown')
    if (!METHODS[route.kind].includes(request.method ?? '')) {
      throw new RegistryError('methodUnknown')
    }
    const action = actionOf(request, route)
    const account = await this.#authorize(request, sandbox, route, action)
    if (route.kind === 'base') {
      response.setHeader('content-type', 'application/json').end('{}')
      return
    }
    const query = question < 0 ? '' : url.slice(question + 1)
    const served = action === 'pull' ? this.#withServedTag(route) : route
    const exchange = { request, response, route: served, query, sandbox, account }
    await (action === 'pull' ? this.#read(exchange) : this.#write(exchange))
  }

  /** @returns the account that asks, empty for nobody's. */
  async #authorize(
    request: IncomingMessage,
    sandbox: string,
    route: RegistryRoute,
    action: Action,
  ): Promise<string> {
    const [, bearer] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    const scope = route.kind === 'base' ? undefined : scopeOf(route, action)
    if (bearer === undefined) {
      throw new RegistryError('needsToken', { headers: challenge(scope) })
    }
    const claims = await this.#options.tokens.verifyAccess(sandbox, bearer)
    if (claims === undefined) {
      throw new RegistryError('needsToken', { headers: challenge(scope, 'invalid_token') })
    }
    const { account, access } = claims
    if (route.kind === 'base') return account
    if (action === 'push' && !owns(account, route.repository)) {
      throw pushDenied(scopeOf(route, action), pushHint(account, route.repository))
    }
    if (!includesAccess(access, route.repository, action)) {
      throw new RegistryError('needsToken', { headers: challenge(scope) })
    }
    return account
  }

  /** Some repositories serve one image for every tag that the catalogue does not name. */
  #withServedTag(route: RepositoryRoute): RepositoryRoute {
    const entry = this.#entryOf(route)
    const tag = tagOf(route)
    if (entry?.otherTags === undefined || tag === undefined) return route
    if (entry.tags.some((one) => one.tag === tag)) return route
    return { ...route, rest: `${MANIFESTS}${entry.otherTags}` }
  }

  #entryOf({ repository }: RepositoryRoute): CatalogueEntry | undefined {
    return this.#options.catalogue.entries.find((entry) => entry.repository === repository)
  }

  async #read(exchange: Exchange): Promise<void> {
    const { route, response, sandbox, account } = exchange
    const { catalogue, upstream } = this.#options
    const { repository } = route
    const inCatalogue = catalogue.has(repository)
    const prefix = inCatalogue ? CATALOGUE_PREFIX : Pushes.prefix(sandbox)
    // What a reader owns is the reader's, whatever somebody on Docker Hub has under that name.
    const own = owns(account, repository)
    const isKnown = own || inCatalogue || (await this.#isPushed(prefix + repository))
    const found = isKnown ? await this.#askWhatIsThere(exchange, prefix) : undefined
    if (upstream && !own && (found === undefined || found.statusCode === 404)) {
      const further = await this.#askUpstream(exchange, upstream)
      if (further) {
        if (found) drop(found)
        return relayAnswer(further, response, '')
      }
    }
    if (found === undefined) {
      const refusal = exchange.request.method === 'HEAD' ? 'absentForBuilder' : 'absent'
      throw RegistryError.withHint(refusal, absentRepository(repository, catalogue))
    }
    if (found.statusCode === 404) {
      const refusal = this.#refusalOf(exchange)
      if (refusal) {
        drop(found)
        throw refusal
      }
    }
    await relayAnswer(found, response, prefix)
  }

  /** Before the registry is there at all, nothing of the catalogue is. */
  async #askWhatIsThere(exchange: Exchange, prefix: string): Promise<IncomingMessage> {
    try {
      return await this.#ask(exchange, prefix)
    } catch (cause) {
      const refusal = prefix === CATALOGUE_PREFIX ? this.#unfilled : undefined
      throw refusal ? new RegistryError(refusal, { cause }) : cause
    }
  }

  /** How an image of the catalogue is refused that is not there; undefined when all are. */
  get #unfilled(): RefusalName | undefined {
    const { state } = this.#options.status.value
    if (state === 'filling') return 'filling'
    return state === 'failed' ? 'unfilled' : undefined
  }

  /** What is said of an image that is not there; undefined where the registry's own words do. */
  #refusalOf({ request, route }: Exchange): RegistryError | undefined {
    if (this.#isCatalogued(route)) {
      const refusal = this.#unfilled
      return refusal && new RegistryError(refusal)
    }
    const entry = this.#entryOf(route)
    if (entry === undefined || tagOf(route) === undefined) return undefined
    const refusal = request.method === 'HEAD' ? 'tagAbsentForBuilder' : 'tagAbsent'
    return RegistryError.withHint(refusal, absentTag(entry))
  }

  #isCatalogued(route: RepositoryRoute): boolean {
    const tags = this.#entryOf(route)?.tags ?? []
    if (route.kind === 'tags') return tags.length > 0
    return tags.some(({ tag }) => tag === tagOf(route))
  }

  async #isPushed(name: string): Promise<boolean> {
    const path = `/v2/${name}/tags/list`
    const tags = await askAgain(this.#options.registry, { method: 'GET', path })
    drop(tags)
    return tags.statusCode === 200
  }

  #ask({ request, route, query }: Exchange, prefix: string): Promise<IncomingMessage> {
    return askAgain(this.#options.registry, {
      method: request.method ?? '',
      path: pathBehind(prefix, route, query),
      headers: relayedHeaders(request),
    })
  }

  /** @returns undefined where Docker Hub has it not, or cannot be reached. */
  async #askUpstream(
    exchange: Exchange,
    upstream: RegistryProcess,
  ): Promise<IncomingMessage | undefined> {
    const { request, route, query } = exchange
    const found = await askRegistry(upstream.address, {
      method: request.method ?? '',
      path: pathBehind('', route, query),
      headers: relayedHeaders(request),
      signal: AbortSignal.timeout(UPSTREAM_MILLISECONDS),
    }).catch(() => undefined)
    if (found === undefined || (found.statusCode ?? 500) < 400) return found
    drop(found)
    return undefined
  }

  async #write({ request, response, route, query, sandbox }: Exchange): Promise<void> {
    const { registry, pushes } = this.#options
    using _inside = await pushes.write(sandbox)
    const prefix = Pushes.prefix(sandbox)
    const meter = pushes.meter(sandbox)
    request.pipe(meter)
    // A reader who goes away in the middle takes the request to the registry along.
    request.once('close', () => request.complete || meter.destroy())
    const answer = await askRegistry(registry.address, {
      method: request.method ?? '',
      path: pathBehind(prefix, route, this.#mountQuery(query, prefix)),
      headers: relayedHeaders(request),
      body: route.kind === 'manifest' ? await readManifest(meter) : meter,
    }).catch((cause: unknown) => {
      if (cause instanceof RegistryError) throw cause
      throw new RegistryError('unavailable', { cause })
    })
    if (route.kind === 'manifest' && answer.statusCode === 201) pushes.finished(sandbox)
    await relayAnswer(answer, response, prefix)
  }

  /** A layer can be mounted from the catalogue or from what the reader pushed, and nowhere else. */
  #mountQuery(query: string, prefix: string): string {
    const parameters = new URLSearchParams(query)
    const from = parameters.get('from')
    if (from === null) return query
    if (parseRegistryRoute(`/v2/${from}/tags/list`)?.kind === 'tags') {
      parameters.set('from', (this.#options.catalogue.has(from) ? CATALOGUE_PREFIX : prefix) + from)
    } else {
      parameters.delete('from')
      parameters.delete('mount')
    }
    return parameters.toString()
  }
}

/** @returns the tag of a manifest that is asked for by tag. */
function tagOf({ kind, rest }: RepositoryRoute): string | undefined {
  if (kind !== 'manifest' || rest.includes(':')) return undefined
  return rest.slice(MANIFESTS.length)
}

function actionOf({ method }: IncomingMessage, { kind }: RegistryRoute): Action {
  return kind !== 'upload' && (method === 'GET' || method === 'HEAD') ? 'pull' : 'push'
}

/** What a reader can do whose push is denied. @returns a part of a sentence, in ASCII. */
function pushHint(account: string, repository: string): string {
  if (account === '') return 'log in first, with docker login'
  const [, name] = repository.split('/')
  return `you are logged in as ${account}, so push to ${account}/${name}`
}

function scopeOf({ repository }: RepositoryRoute, action: Action): string {
  return `repository:${repository}:${action === 'pull' ? 'pull' : 'pull,push'}`
}

function pathBehind(prefix: string, route: RepositoryRoute, query: string): string {
  return `/v2/${prefix}${route.repository}${route.rest}${query === '' ? '' : `?${query}`}`
}

async function readManifest(body: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAXIMUM_MANIFEST_BYTES) throw new RegistryError('manifestInvalid')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
