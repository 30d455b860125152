import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HubStatus } from '../protocol/messages.ts'
import { type Clock, systemClock } from './common/clock.ts'
import { Watched } from './common/watched.ts'
import type { SandboxDriver, SandboxHandle } from './drivers/driver.ts'
import { addressReader } from './gateway/client-address.ts'
import { servePages } from './gateway/pages.ts'
import { serveSockets } from './gateway/socket-server.ts'
import { type MetricsAudience, serveStatus } from './gateway/status-pages.ts'
import { MachineLoad } from './house/machine-load.ts'
import { SandboxPool } from './house/pool.ts'
import { type Readiness, readinessOf } from './house/readiness.ts'
import { Seats } from './house/seats.ts'
import type { Observe } from './observation/event.ts'
import { type Levels, Metrics } from './observation/metrics.ts'
import type { ClosedApps } from './previews/closed-apps.ts'
import { type PreviewSites, placeByHost, placeByPath } from './previews/preview-address.ts'
import type { PreviewPasses } from './previews/preview-passes.ts'
import { PreviewServer } from './previews/preview-server.ts'
import { asksForSocket, routeRequests } from './previews/route-requests.ts'
import { Preparing } from './sandboxes/prepared-sandbox.ts'
import { adoptSandbox, type SandboxHub, startSandbox } from './sandboxes/sandbox.ts'
import { marksSecret } from './sandboxes/shells/marks-secret.ts'
import type { DeploymentKey } from './sandboxes/ssh/deployment-key.ts'
import { adoptSessions } from './sessions/adopt-sessions.ts'
import type { SessionLimits } from './sessions/session.ts'
import type { SessionRecords } from './sessions/session-records.ts'
import { SessionRegistry } from './sessions/session-registry.ts'
import type { SessionTokens } from './sessions/session-token.ts'

/** Readers who may be connected from one address, whatever the house seats: some of them only read. */
const FEWEST_READERS_PER_ADDRESS = 64

/**
 * A request has this long until its last header, in milliseconds: who opens connections and says
 * nothing keeps none of them for long.
 */
const HEADERS = { headersTimeout: 10_000, connectionsCheckingInterval: 5_000 }

const HTTP_OPTIONS = { ...HEADERS, shouldUpgradeCallback: asksForSocket }

const NO_HUB: HubStatus = { state: 'off', standIns: [] }

export interface ServerOptions {
  readonly host: string
  readonly port: number
  readonly publicOrigins?: readonly string[] | undefined
  /** Addresses and networks of reverse proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[] | undefined
  /** Where readers' apps are, besides under `localhost`; port 0 takes any free one. */
  readonly previewSites?: PreviewSites | undefined
  /** The built site. */
  readonly pages: string
  /** Absent: pages with their recorded output alone. */
  readonly live?: LiveOptions | undefined
  /** Live terminals are wanted: without them this server is not ready. */
  readonly liveWanted?: boolean | undefined
  readonly metricsFor?: MetricsAudience | undefined
  /** Told what happens; what readers type and programs print is no part of it. */
  readonly observe?: Observe | undefined
  /** Told of errors that readers are spared: a start that failed, a fault of ours. */
  readonly onFault: (error: unknown) => void
}

export interface LiveOptions {
  readonly driver: SandboxDriver
  readonly key: DeploymentKey
  readonly tokens: SessionTokens
  readonly passes: PreviewPasses
  /** Apps that made an earlier server fall. */
  readonly closedApps?: ClosedApps | undefined
  readonly limits: SessionLimits
  /** Of the sessions that have a sandbox: those of an earlier server are taken over. */
  readonly records: SessionRecords
  /** Sandboxes kept ready ahead, at least and while readers come often. */
  readonly warm: number
  readonly warmMaximum: number
  /** Sandboxes made ahead of the readers who are expected; none by default. */
  readonly prepared?: number | undefined
  readonly startsAtOnce: number
  readonly maximum: number
  /** Sandboxes, and places in the line, that readers of one address may have. */
  readonly perAddress: number
  /** The caller starts it before and closes it after the server. */
  readonly hub?: SandboxHub | undefined
  /** By which readers' sandboxes end; the process's own unless a test moves it. */
  readonly clock?: Clock | undefined
  /** What readers are told of it. */
  readonly hubStatus?: Watched<HubStatus> | undefined
  /** The layer store for a sandbox that starts now; undefined while there is none. */
  readonly layerStore?: Watched<string | undefined> | undefined
  /** Fills another one where that is empty. */
  readonly renewLayers?: (() => Promise<void>) | undefined
}

export interface BlitzServer {
  /**
   * Takes over what an earlier server has left.
   * @returns the address that readers open. @throws when a port is taken.
   */
  listen(): Promise<string>
  /**
   * Ends every connection and removes every sandbox.
   * @param kept the sandboxes that readers have stay, for the next server to take over.
   */
  close(kept?: 'nothing' | 'taken'): Promise<void>
}

/** Puts the parts together; nothing listens or starts before `listen`. */
export function createServer(options: ServerOptions): BlitzServer {
  const { live, onFault } = options
  const load = live && new MachineLoad()
  const pool = live && load && createPool(live, load, onFault)
  const seats = live && pool && new Seats(pool, live.perAddress)
  const metrics = new Metrics(() => pool && seats && levels(pool, seats))
  const observe: Observe = (event) => {
    metrics.observe(event)
    options.observe?.(event)
  }
  const sessions =
    live &&
    seats &&
    new SessionRegistry({
      seats,
      tokens: live.tokens,
      limits: live.limits,
      records: live.records,
      clock: live.clock,
      marksSecret: (shell) => marksSecret(live.key.privateKey, shell),
      observe,
      onFailure: onFault,
    })
  const addressOf = addressReader(options.trustedProxies)
  const page = serveStatus({
    metrics,
    audience: options.metricsFor ?? 'loopback',
    addressOf,
    readiness:
      live && pool ? readinessOf(live.driver, pool) : pagesReadiness(options.liveWanted ?? false),
    next: servePages(options.pages),
  })
  const http = createHttpServer(HTTP_OPTIONS)
  const { host, port } = options.previewSites ?? {}
  const previewHttp = port === undefined ? undefined : createHttpServer(HTTP_OPTIONS)
  const sites = () => ({ host, port: previewHttp && portOf(previewHttp) })
  const previews = new PreviewServer({
    sessions,
    passes: live?.passes,
    closedApps: live?.closedApps,
    sites,
    onFault,
  })
  const sockets = serveSockets({
    publicOrigins: options.publicOrigins,
    addressOf,
    // Those who have a seat, and as many who wait for one.
    readersPerAddress: Math.max(FEWEST_READERS_PER_ADDRESS, 2 * (live?.perAddress ?? 0)),
    sessions,
    hubStatus: live?.hubStatus ?? new Watched(NO_HUB),
    previewAddress: (session, port, page) => previews.invite(session, port, page),
    observe,
    onFault,
  })
  const site = { page, upgrade: sockets.upgrade }
  routeRequests(http, {
    placeOf: ({ headers, url }) => placeByHost(headers.host, url ?? '', host),
    previews,
    site,
    onFault,
  })
  if (previewHttp) {
    const placeOf = ({ headers, url }: IncomingMessage) => placeByPath(url ?? '', headers)
    routeRequests(previewHttp, { placeOf, previews, onFault })
  }
  const servers = previewHttp ? [http, previewHttp] : [http]
  // Nobody has the warm ones yet: they are replaced by such as have the layers.
  const unwatch = live?.layerStore?.watch(() => pool?.renew())

  return {
    async listen() {
      if (live && sessions) await takeOver(live, sessions, onFault)
      http.listen(options.port, options.host)
      await once(http, 'listening')
      previewHttp?.listen(port, options.host)
      if (previewHttp) await once(previewHttp, 'listening')
      pool?.refill()
      return address(options.host, portOf(http))
    },
    async close(kept = 'nothing') {
      unwatch?.()
      if (kept === 'taken') live?.records.close()
      sockets.close()
      for (const server of servers) {
        server.close()
        server.closeIdleConnections()
      }
      await pool?.close(kept)
      load?.[Symbol.dispose]()
      for (const server of servers) server.closeAllConnections()
    },
  }
}

function takeOver(
  { driver, records, key, hub }: LiveOptions,
  sessions: SessionRegistry,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const connect = (handle: SandboxHandle) => adoptSandbox({ handle, key, hub })
  return adoptSessions({ driver, records, sessions, connect, onFailure })
}

function createPool(
  live: LiveOptions,
  load: MachineLoad,
  onFailure: (error: unknown) => void,
): SandboxPool {
  const { driver, key, startsAtOnce, prepared, maximum, hub, layerStore } = live
  const preparing = new Preparing({
    secretOf: (shell) => marksSecret(key.privateKey, shell),
    clock: systemClock,
    onFailure,
  })
  return new SandboxPool({
    warm: { minimum: live.warm, maximum: live.warmMaximum },
    prepared,
    startsAtOnce,
    maximum,
    load,
    prepare: (sandbox) => preparing.prepare(sandbox),
    onFailure,
    start(id, onStep, signal) {
      const name = layerStore?.value
      const layers = name === undefined ? undefined : { name, access: 'read' as const }
      // Several may find it empty before the first has said so.
      const onLayersMissing = () => {
        if (layerStore?.value === name) live.renewLayers?.().catch(onFailure)
      }
      return startSandbox({ driver, key, id, hub, layers, onStep, onLayersMissing, signal })
    },
  })
}

function levels(pool: SandboxPool, seats: Seats): Levels {
  const { ready, starting, taken } = pool
  return { ready, starting, taken, waiting: seats.waiting }
}

function pagesReadiness(liveWanted: boolean): () => Promise<Readiness> {
  const sentence = liveWanted ? 'There are no live terminals: see the log.' : 'Pages are served.'
  return async () => ({ ready: !liveWanted, sentence })
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function address(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' || host === '127.0.0.1' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
