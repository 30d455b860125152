import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { HubStatus } from '../../protocol/messages.ts'
import type { Watched } from '../common/watched.ts'
import type { HubAccess } from '../drivers/driver.ts'
import type { Catalogue } from './catalogue.ts'
import { HUB_NAMES, loadCertificates } from './serve/certificates.ts'
import { HubFront } from './serve/front.ts'
import { HubTokens } from './serve/hub-token.ts'
import { Pushes } from './serve/pushes.ts'
import { RegistryFront } from './serve/registry-front.ts'
import { RegistryProcess } from './store/registry-process.ts'
import type { HubTools } from './store/tools.ts'

export interface HubOptions {
  readonly stateDirectory: string
  readonly catalogue: Catalogue
  /** What a reader is told of an image that is not there. */
  readonly status: Watched<HubStatus>
  /** Bytes that one sandbox may push in all. */
  readonly pushLimitBytes: number
  /** Of an earlier server: what they have pushed stays. */
  readonly livingSandboxes?: ReadonlySet<string> | undefined
  /** Docker Hub's address, where what the catalogue lacks is fetched from it. */
  readonly upstream?: string | undefined
  /** The host's own by default. */
  readonly tools?: HubTools | undefined
  readonly onFault: (error: unknown) => void
}

/** A Docker Hub for every sandbox. */
export interface Hub extends AsyncDisposable {
  /** What a sandbox must know to take the hub for Docker Hub. */
  readonly access: HubAccess
  /** Serves one connection of a sandbox, which came by its own SSH connection. */
  accept(stream: Duplex, sandbox: string): void
  /** Ends a sandbox's connections and removes what it pushed. */
  forget(sandbox: string): Promise<void>
  /** CNCF distribution, as it runs now. */
  readonly registry: RegistryProcess
  /** Resolves when that answers. @throws with a sentence for the host. */
  readonly ready: Promise<void>
}

/** The folder of the state directory that is the hub's. */
export function hubDirectory(stateDirectory: string): string {
  return join(stateDirectory, 'hub')
}

/**
 * Starts the hub, at once, and what stands behind it, which may take a while where it must be
 * installed. What readers of an earlier server pushed is removed, unless
 * their sandboxes live on.
 * @throws with a sentence for the host.
 */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { stateDirectory, catalogue, tools, onFault } = options
  const directory = hubDirectory(stateDirectory)
  await using started = new AsyncDisposableStack()
  const certificates = await loadCertificates(stateDirectory)
  const tokens = await HubTokens.load(stateDirectory)
  const registry = started.use(new RegistryProcess({ directory, name: 'registry', tools, onFault }))
  const upstream = createUpstream(options)
  if (upstream) started.use(upstream)
  const pushes = started.use(
    new Pushes({ registry, directory, limitBytes: options.pushLimitBytes, onFault }),
  )
  await pushes.forgetOthers(options.livingSandboxes ?? new Set())
  const { status } = options
  const registryFront = new RegistryFront({ catalogue, status, tokens, registry, pushes, upstream })
  const front = new HubFront({ certificates, catalogue, tokens, registryFront, onFault })
  started.defer(() => front.close())
  const ready = launch(registry, upstream)
  // Whoever waits for it hears of it.
  ready.catch(() => {})
  const acquired = started.move()
  return {
    registry,
    ready,
    access: { authority: certificates.authority, names: HUB_NAMES },
    accept: (stream, sandbox) => front.accept(stream, sandbox),
    async forget(sandbox) {
      front.disconnect(sandbox)
      await pushes.forget(sandbox)
    },
    async [Symbol.asyncDispose]() {
      await acquired.disposeAsync()
      await ready.catch(() => {})
    },
  }
}

async function launch(registry: RegistryProcess, upstream?: RegistryProcess): Promise<void> {
  await registry.launch()
  await upstream?.launch()
  await registry.ready()
}

/** Docker Hub may be down, now or later: the hub is up all the same. */
function createUpstream({
  stateDirectory,
  upstream,
  tools,
  onFault,
}: HubOptions): RegistryProcess | undefined {
  if (upstream === undefined) return undefined
  let told = false
  return new RegistryProcess({
    directory: join(hubDirectory(stateDirectory), 'upstream'),
    name: 'upstream',
    upstream,
    tools,
    onFault: (cause) => {
      if (told) return
      told = true
      onFault(new Error(`${upstream} cannot be reached; it is tried again and again.`, { cause }))
    },
  })
}
