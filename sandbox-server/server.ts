import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HubStatus } from '../protocol/messages.ts'
import { serveBoardRoutes } from './board/board-routes.ts'
import { serveBoardSockets } from './board/board-sockets.ts'
import { blockOrder, coursesParts } from './board/course-order.ts'
import { serveFirstCourse } from './board/first-course.ts'
import { JoinDesk } from './board/join-desk.ts'
import { machineLevels } from './board/machine-levels.ts'
import { serveReportRoutes } from './board/report-routes.ts'
import type { Clock } from './common/clock.ts'
import { ProcessorLoad } from './common/processor-load.ts'
import { Watched } from './common/watched.ts'
import type { SandboxHandle } from './drivers/driver.ts'
import { Admission } from './gateway/admission.ts'
import { belowBase, serveBelow } from './gateway/base-path.ts'
import { addressReader } from './gateway/client-address.ts'
import { serveHttpPages } from './gateway/http-pages.ts'
import { servePages } from './gateway/pages.ts'
import { type PageServerOptions, serveSockets } from './gateway/socket-server.ts'
import { type MetricsAudience, serveStatus } from './gateway/status-pages.ts'
import { House, type HouseOptions } from './house/house.ts'
import type { LiveCourse } from './house/live-course.ts'
import { type Readiness, readinessOf } from './house/readiness.ts'
import type { Observe } from './observation/event.ts'
import { Metrics } from './observation/metrics.ts'
import { watchNodes } from './observation/watch-nodes.ts'
import type { ClosedApps } from './previews/closed-apps.ts'
import { type PreviewSites, placeByHost, placeByPath } from './previews/preview-address.ts'
import type { PreviewPasses } from './previews/preview-passes.ts'
import { PreviewServer } from './previews/preview-server.ts'
import { asksForSocket, routeRequests } from './previews/route-requests.ts'
import { adoptSandbox } from './sandboxes/sandbox.ts'
import { marksSecret } from './sandboxes/shells/marks-secret.ts'
import { adoptSessions } from './sessions/adopt-sessions.ts'
import type { SessionLimits } from './sessions/session.ts'
import type { SessionRecords } from './sessions/session-records.ts'
import { SessionRegistry } from './sessions/session-registry.ts'
import type { SessionTokens } from './sessions/session-token.ts'
import type { Workshops } from './workshops/workshops.ts'

/** Readers who may be connected from one address, whatever the house seats: some of them only read. */
const FEWEST_READERS_PER_ADDRESS = 64

/** Seats of one address, where nobody says how many machines there will be. */
const MOST_READERS_PER_ADDRESS = 1000

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
  /** The path under which readers see the site, with a slash at both ends; `/` by default. */
  readonly base?: string | undefined
  /** Origins whose pages may show the site in a frame. */
  readonly embedOrigins?: readonly string[] | undefined
  /** Addresses and networks of reverse proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[] | undefined
  /** Where readers' apps are, besides under `localhost`; port 0 takes any free one. */
  readonly previewSites?: PreviewSites | undefined
  /** Where this server listens for `previewSites.port`, which a proxy has; that port itself by default. */
  readonly previewListenPort?: number | undefined
  /** The built site: of several courses, each in a folder of its name, and the page that lists them. */
  readonly pages: string
  /** The names of several courses, whether there are live terminals or not; one needs none. */
  readonly courses?: readonly string[] | undefined
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

export interface LiveOptions extends HouseOptions {
  readonly tokens: SessionTokens
  readonly passes: PreviewPasses
  /** Apps that made an earlier server fall. */
  readonly closedApps?: ClosedApps | undefined
  readonly limits: SessionLimits
  /** Of the sessions that have a sandbox: those of an earlier server are taken over. */
  readonly records: SessionRecords
  /** Those of the state directory; absent where there are none. The caller closes them after the server. */
  readonly workshops?: Workshops | undefined
  /** By which readers' sandboxes end; the process's own unless a test moves it. */
  readonly clock?: Clock | undefined
}

export interface BlitzServer {
  /**
   * Takes over what an earlier server has left.
   * @returns the origin at which it listens. @throws when a port is taken.
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
  const { live, onFault, base = '/', courses = [''] } = options
  const house = live && new House(live, onFault)
  const nodes = house?.nodes
  const metrics = new Metrics(() => house?.levels, nodes?.levels)
  let isStopping = false
  const observe: Observe = (event) => {
    // A stop ends every sandbox, and none of them was lost.
    if (isStopping && event.kind === 'ended') return
    metrics.observe(event)
    options.observe?.(event)
  }
  const sessions =
    live &&
    house &&
    new SessionRegistry({
      seats: house.seats,
      tokens: live.tokens,
      limits: live.limits,
      termsOf: (session) => live.workshops?.termsOf(session),
      generationOf: (session) => live.workshops?.generationOf(session) ?? 0,
      records: live.records,
      clock: live.clock,
      marksSecret: (shell) => marksSecret(live.key.privateKey, shell),
      observe,
      onFailure: onFault,
    })
  const addressOf = addressReader(options.trustedProxies)
  const http = createHttpServer(HTTP_OPTIONS)
  const { host, port } = options.previewSites ?? {}
  const previewHttp = port === undefined ? undefined : createHttpServer(HTTP_OPTIONS)
  const { previewListenPort } = options
  const sites = () => ({
    host,
    base,
    port: previewListenPort === undefined ? previewHttp && portOf(previewHttp) : port,
  })
  const previews = new PreviewServer({
    sessions,
    passes: live?.passes,
    closedApps: live?.closedApps,
    sites,
    onFault,
  })
  const pageOptions: PageServerOptions = {
    admission: new Admission({
      publicOrigins: options.publicOrigins,
      addressOf,
      readersPerAddress: readersPerAddress(live),
      observe,
    }),
    sessions,
    courses,
    hubStatusOf: (course) =>
      live?.courses.find(({ name }) => name === course)?.hubStatus ?? new Watched(NO_HUB),
    previewAddress: (session, port, page) => previews.invite(session, port, page),
    workshopPage: (session, link) => live?.workshops?.enter(session, link),
    observe,
    onFault,
  }
  const { admission } = pageOptions
  const workshops = live?.workshops
  const desk =
    workshops &&
    sessions &&
    new JoinDesk({ workshops, sessions, courses, pages: options.pages, clock: live?.clock })
  const pageSockets = serveSockets(pageOptions)
  const load = new ProcessorLoad()
  const machine = () => machineLevels(house?.levels, load, nodes?.levels())
  const sockets = workshops
    ? serveBoardSockets({
        workshops,
        courses,
        site: siteAddress(options),
        admission,
        machine,
        onFault,
        next: pageSockets,
      })
    : pageSockets
  const httpPages = serveHttpPages({
    ...pageOptions,
    next: servePages(options.pages, { base, courses, embedOrigins: options.embedOrigins }),
  })
  const pages = serveStatus({
    metrics,
    audience: options.metricsFor ?? 'loopback',
    addressOf,
    readiness:
      live && house
        ? readinessOf((live.courses[0] as LiveCourse).driver, house.pools, nodes?.levels)
        : pagesReadiness(options.liveWanted ?? false),
    next: serveReportRoutes({
      workshops,
      admission,
      courses,
      orderOf: (course) => blockOrder(options.pages, course),
      onFault,
      next: serveBoardRoutes({
        workshops,
        desk,
        admission,
        courses,
        onFault,
        next: serveFirstCourse({ base, courses }, httpPages.answer),
      }),
    }),
  })
  const upgrade: typeof sockets.upgrade = (request, stream, head) => {
    request.url = belowBase(request.url ?? '', base)
    sockets.upgrade(request, stream, head)
  }
  const site = { page: serveBelow(base, pages), upgrade }
  routeRequests(http, {
    placeOf: ({ headers, url }) => placeByHost(headers.host, url ?? '', host),
    previews,
    site,
    onFault,
  })
  if (previewHttp) {
    const placeOf = ({ headers, url }: IncomingMessage) => placeByPath(url ?? '', headers, base)
    routeRequests(previewHttp, { placeOf, previews, onFault })
  }
  const servers = previewHttp ? [http, previewHttp] : [http]
  // Nobody has the warm ones yet: they are replaced by such as have the layers, or the image.
  const unwatch = (live?.courses ?? []).flatMap(({ name, layers, watchImage }) => [
    layers?.watch((machine) => house?.pools.renew(name, machine)),
    watchImage?.(() => house?.pools.renew(name)),
  ])
  if (nodes) unwatch.push(watchNodes(nodes, observe))

  return {
    async listen() {
      if (live && sessions && house) {
        await house.open((sandbox) => endForMemory(sessions, sandbox))
        // Before anything is taken over: a participant's sandbox has terms of its own.
        const parts = await coursesParts(options.pages, courses)
        live.workshops?.serve({ house, sessions, limits: live.limits, parts })
        await takeOver(live, sessions, onFault)
      }
      http.listen(options.port, options.host)
      await once(http, 'listening')
      previewHttp?.listen(previewListenPort ?? port, options.host)
      if (previewHttp) await once(previewHttp, 'listening')
      house?.pools.refill()
      return address(options.host, portOf(http))
    },
    async close(kept = 'nothing') {
      isStopping = true
      for (const stop of unwatch) stop?.()
      if (kept === 'taken') live?.records.close()
      sockets.close()
      httpPages.close()
      for (const server of servers) {
        server.close()
        server.closeIdleConnections()
      }
      await house?.close(kept)
      for (const server of servers) server.closeAllConnections()
    },
  }
}

/** @returns where readers open the site, as far as a host has said so. */
function siteAddress({ publicOrigins = [], base = '/' }: ServerOptions): string | undefined {
  const [origin] = publicOrigins
  return origin === undefined ? undefined : new URL(base, origin).href
}

/** Those who have a seat, and as many who wait for one; a machine may join at any time. */
function readersPerAddress(live: LiveOptions | undefined): number {
  const { perAddress = MOST_READERS_PER_ADDRESS } = live ?? { perAddress: 0 }
  return Math.max(FEWEST_READERS_PER_ADDRESS, 2 * perAddress)
}

function takeOver(
  { courses, records, key, machines }: LiveOptions,
  sessions: SessionRegistry,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const adopting = courses.map(({ name, driver, hasEngine, hub }) => ({
    name,
    driver,
    connect: (handle: SandboxHandle) => adoptSandbox({ handle, key, hasEngine, hub }),
  }))
  const arrivals = machines && (() => machines.arrivals())
  return adoptSessions({ courses: adopting, records, sessions, arrivals, onFailure })
}

/** Ends the sandbox of a reader who uses so much memory that others would have none. */
async function endForMemory(sessions: SessionRegistry, sandbox: string): Promise<void> {
  const holder = sessions.find(({ status }) => status.state === 'ready' && status.id === sandbox)
  await holder?.end('memory')
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
