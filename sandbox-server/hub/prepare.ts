import type { HubStatus } from '../../protocol/messages.ts'
import { Watched } from '../common/watched.ts'
import type { SandboxDriver } from '../drivers/driver.ts'
import type { DeploymentKey } from '../sandboxes/ssh/deployment-key.ts'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { LOCK_PATH } from './fill/digest-lock.ts'
import { DOCKER_HUB, type ImageSource } from './fill/docker-hub.ts'
import { type FillProgress, fillCatalogue, isFilled } from './fill/fill.ts'
import { type FilledImages, readFilled, standInsOf } from './fill/filled.ts'
import type { StandInBuilder } from './fill/stand-ins.ts'
import { type Hub, hubDirectory, startHub } from './hub.ts'
import { familiarName } from './serve/repository-name.ts'
import { ensureLayerStore, findLayerStore, forgetLayerStore } from './store/layer-store.ts'
import type { HubTools } from './store/tools.ts'

/** The hub was closed while it was prepared: a later one goes on where this one was. */
export class HubStoppedError extends Error {
  override readonly name = 'HubStoppedError'
}

export interface OpenHubOptions {
  readonly stateDirectory: string
  readonly driver: SandboxDriver
  readonly key: DeploymentKey
  readonly sandboxImage: string
  readonly standIns: StandInBuilder
  readonly pushLimitBytes: number
  /** Images that a new sandbox lists, as `alpine:latest`; all others are pulled first. */
  readonly listed: readonly string[]
  /** Whose images the catalogue's are; the real Docker Hub by default. */
  readonly source?: ImageSource | undefined
  readonly upstream?: string | undefined
  /** Of an earlier server: what they have pushed stays. */
  readonly livingSandboxes?: ReadonlySet<string> | undefined
  readonly tools?: HubTools | undefined
  readonly onFault: (error: unknown) => void
}

/** A hub that sandboxes can be given at once, whatever it has by then. */
export interface OpenedHub extends AsyncDisposable {
  readonly hub: Hub
  /** What readers are told of it. */
  readonly status: Watched<HubStatus>
  /** The store of unpacked layers that new sandboxes get, once there is one. */
  readonly layerStore: Watched<string | undefined>
  /** Whether an earlier server has prepared all of it: then `prepare` takes a second. */
  readonly isPrepared: boolean
  /**
   * Gets what is missing: the registry's program, the images, the layer store; minutes at the first
   * start. Called once; disposing of the hub ends it, and a later server goes on where it was.
   * @throws {HubStoppedError} when it is closed meanwhile; else with a sentence for the host.
   */
  prepare(onProgress: (progress: FillProgress) => void): Promise<void>
  /**
   * Fills another layer store, since the one that sandboxes were given has nothing in it any more: a
   * host may have removed it. Once at a time; until then they start without. @throws as `prepare`.
   */
  renewLayers(): Promise<void>
}

/**
 * Opens the hub: what it has yet to get, `prepare` gets while it serves.
 * @throws with a sentence for the host.
 */
export async function openHub(options: OpenHubOptions): Promise<OpenedHub> {
  const { stateDirectory } = options
  const directory = hubDirectory(stateDirectory)
  const catalogue = await readCatalogue()
  const kept = await readFilled(directory)
  const filled = isFilled(catalogue, kept) ? kept : undefined
  const found = filled && (await findLayerStore({ ...options, directory, catalogue, filled }))
  const status = new Watched<HubStatus>(
    filled ? statusOf(filled) : { state: 'filling', standIns: [] },
  )
  const layerStore = new Watched<string | undefined>(found)
  const hub = await startHub({ ...options, catalogue, status })
  const stopping = new AbortController()
  let preparing: Promise<void> | undefined
  let renewing: Promise<void> | undefined
  return {
    hub,
    status,
    layerStore,
    isPrepared: found !== undefined,
    prepare(onProgress) {
      const progress = { onProgress, signal: stopping.signal }
      preparing ??= prepare({ ...options, ...progress, hub, catalogue, status, layerStore })
      return preparing
    },
    renewLayers() {
      const progress = { onProgress: () => {}, signal: stopping.signal }
      renewing ??= renewLayers({
        ...options,
        ...progress,
        hub,
        catalogue,
        status,
        layerStore,
      }).finally(() => {
        renewing = undefined
      })
      return renewing
    },
    async [Symbol.asyncDispose]() {
      stopping.abort(new HubStoppedError('The hub is stopping.'))
      // Together: what is prepared may wait for a registry that will not come any more.
      const running = [preparing, renewing].map((work) => work?.catch(() => {}))
      await Promise.all([...running, hub[Symbol.asyncDispose]()])
    },
  }
}

interface Preparation extends OpenHubOptions {
  readonly hub: Hub
  readonly catalogue: Catalogue
  readonly status: Watched<HubStatus>
  readonly layerStore: Watched<string | undefined>
  readonly onProgress: (progress: FillProgress) => void
  readonly signal: AbortSignal
}

async function prepare(preparation: Preparation): Promise<void> {
  const { hub, status, layerStore, stateDirectory, signal } = preparation
  const directory = hubDirectory(stateDirectory)
  try {
    await hub.ready
    const filled = await ensureFilled(preparation, directory)
    status.set(statusOf(filled))
    const store = await ensureLayerStore({ ...preparation, directory, filled })
    if (store !== layerStore.value) layerStore.set(store)
  } catch (error) {
    signal.throwIfAborted()
    if (status.value.state === 'filling') {
      const there = await readFilled(directory).catch(() => ({}))
      status.set({ state: 'failed', standIns: familiarStandIns(there) })
    }
    throw error
  }
}

async function renewLayers(preparation: Preparation): Promise<void> {
  const { hub, layerStore, stateDirectory, signal } = preparation
  const directory = hubDirectory(stateDirectory)
  layerStore.set(undefined)
  await forgetLayerStore(directory)
  try {
    await hub.ready
    const filled = await ensureFilled(preparation, directory)
    layerStore.set(await ensureLayerStore({ ...preparation, directory, filled }))
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

async function ensureFilled(
  { catalogue, source, standIns, tools, onProgress, signal }: Preparation,
  directory: string,
): Promise<FilledImages> {
  const kept = await readFilled(directory)
  if (isFilled(catalogue, kept)) return kept
  return fillCatalogue({
    directory,
    catalogue,
    lockPath: LOCK_PATH,
    source: source ?? DOCKER_HUB,
    standIns,
    tools,
    onProgress,
    signal,
  })
}

function statusOf(filled: FilledImages): HubStatus {
  return { state: 'ready', standIns: familiarStandIns(filled) }
}

function familiarStandIns(filled: FilledImages): string[] {
  return standInsOf(filled).map(familiarName)
}
