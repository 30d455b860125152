import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Watched } from '../../sandbox-server/common/watched.ts'
import { DriverError, type SandboxDriver } from '../../sandbox-server/drivers/driver.ts'
import type { MetricsAudience } from '../../sandbox-server/gateway/status-pages.ts'
import { layersOfOneMachine } from '../../sandbox-server/house/course-layers.ts'
import type { LiveCourse } from '../../sandbox-server/house/live-course.ts'
import type { ServerEvent } from '../../sandbox-server/observation/event.ts'
import type { PreviewSites } from '../../sandbox-server/previews/preview-address.ts'
import { PreviewPasses } from '../../sandbox-server/previews/preview-passes.ts'
import { loadDeploymentKey } from '../../sandbox-server/sandboxes/ssh/deployment-key.ts'
import { createServer, type LiveOptions } from '../../sandbox-server/server.ts'
import { SessionRecords } from '../../sandbox-server/sessions/session-records.ts'
import { SessionTokens } from '../../sandbox-server/sessions/session-token.ts'
import { loadHostToken } from '../../sandbox-server/workshops/host-tokens.ts'
import { Workshops } from '../../sandbox-server/workshops/workshops.ts'

export interface TestServer extends AsyncDisposable {
  /** Such as `http://localhost:40123`. */
  readonly address: string
  readonly tokens: SessionTokens
  readonly passes: PreviewPasses
  readonly workshops: Workshops
  /** The token of its first host. */
  readonly hostToken: string
  /** Errors that the server reported to its host. */
  readonly faults: unknown[]
  /** All that it reported to have happened. */
  readonly events: ServerEvent[]
  /** Stops it, and leaves what readers have to the next server. */
  leave(): Promise<void>
}

export interface TestServerOptions {
  readonly driver: SandboxDriver
  /** The built site; a bare page where the test needs none. */
  readonly pages?: string
  readonly port?: number
  readonly publicOrigins?: readonly string[]
  readonly base?: string
  readonly embedOrigins?: readonly string[]
  readonly previewSites?: PreviewSites
  readonly previewListenPort?: number
  readonly live?: Partial<
    Omit<LiveOptions, 'courses' | 'limits'> &
      Omit<LiveCourse, 'name' | 'driver' | 'layers'> & {
        /** Of the one machine. */
        readonly layerStore: Watched<string | undefined>
      }
  >
  /** Several courses; by default one, of sandboxes that have an engine. */
  readonly courses?: readonly LiveCourse[]
  /** What differs from limits that no test reaches. */
  readonly limits?: Partial<LiveOptions['limits']>
  readonly trustedProxies?: readonly string[]
  /** No live terminals at all. */
  readonly pagesOnly?: boolean
  readonly liveWanted?: boolean
  readonly metricsFor?: MetricsAudience
  /** Where the workshops are, which the caller removes; by default the server's own, removed at its end. */
  readonly stateDirectory?: string
}

/** A host that has no engine: what is tested with it never comes to a sandbox. */
export const noSandboxes: SandboxDriver = {
  create: async () => {
    throw new DriverError('This host has no engine.')
  },
  list: async () => [],
  room: async () => ({
    memoryBytes: 2 ** 40,
    availableBytes: undefined,
    stalled: 0,
    diskBytes: undefined,
  }),
  layerStores: async () => [],
  removeLayerStore: async () => {},
}

/** The real server on a free port of this machine; disposing it removes all that it made. */
export async function startServer(options: TestServerOptions): Promise<TestServer> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'blitz-test-'))
  const records = options.live?.records ?? new SessionRecords(stateDirectory)
  const tokens = options.live?.tokens ?? (await SessionTokens.load(stateDirectory))
  const passes = options.live?.passes ?? (await PreviewPasses.load(stateDirectory))
  const faults: unknown[] = []
  const onFault = (error: unknown) => faults.push(error)
  const directory = options.stateDirectory ?? stateDirectory
  const workshops =
    options.live?.workshops ?? new Workshops({ stateDirectory: directory, tokens, onFault })
  const hostToken = await loadHostToken(directory, workshops.records, Date.now())
  const events: ServerEvent[] = []
  const { hasEngine = true, hub, hubStatus, layerStore, watchImage, ...live } = options.live ?? {}
  const { driver } = options
  const layers = layerStore && layersOfOneMachine(layerStore)
  const given = { hub, hubStatus, layers, watchImage }
  const server = createServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    trustedProxies: options.trustedProxies,
    liveWanted: options.liveWanted,
    metricsFor: options.metricsFor,
    observe: (event) => events.push(event),
    publicOrigins: options.publicOrigins,
    base: options.base,
    embedOrigins: options.embedOrigins,
    previewSites: options.previewSites,
    previewListenPort: options.previewListenPort,
    courses: options.courses?.map(({ name }) => name),
    pages: options.pages ?? (await barePages(stateDirectory)),
    live: options.pagesOnly
      ? undefined
      : {
          courses: options.courses ?? [{ name: '', driver, hasEngine, ...given }],
          key: await loadDeploymentKey(stateDirectory),
          tokens,
          passes,
          records,
          workshops,
          warm: 0,
          warmMaximum: 0,
          startsAtOnce: 4,
          maximum: 16,
          perAddress: 16,
          limits: {
            idleMilliseconds: 600_000,
            lifetimeMilliseconds: 600_000,
            extensions: 1,
            detachedMilliseconds: 600_000,
            terminals: 32,
            placeKeptMilliseconds: 600_000,
            pauseMilliseconds: undefined,
            closedMilliseconds: undefined,
            ...options.limits,
          },
          ...live,
        },
    onFault,
  })
  const address = await server.listen()
  return {
    address,
    tokens,
    passes,
    workshops,
    hostToken,
    faults,
    events,
    leave: () => server.close('taken'),
    async [Symbol.asyncDispose]() {
      await server.close()
      workshops.close()
      await rm(stateDirectory, { recursive: true })
    },
  }
}

async function barePages(directory: string): Promise<string> {
  await writeFile(join(directory, '404.html'), 'Not here.')
  return directory
}
