import type { HubStatus } from '../../protocol/messages.ts'
import { Watched } from '../common/watched.ts'
import type { SandboxDriver } from '../drivers/driver.ts'
import type { DeploymentKey } from '../sandboxes/ssh/deployment-key.ts'
import { type Catalogue, type CatalogueImage, imagesOf, restrictCatalogue } from './catalogue.ts'
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

/** Of the machine whose layer store is filled. */
export interface StoreSandboxes {
  readonly driver: SandboxDriver
  readonly sandboxImage: string
}

export interface OpenHubOptions {
  readonly stateDirectory: string
  /** What fills the one layer store; absent where each of several machines has its own: `MachineLayers`. */
  readonly store?: StoreSandboxes | undefined
  readonly key: DeploymentKey
  readonly standIns: StandInBuilder
  readonly pushLimitBytes: number
  /** All images that it may have. */
  readonly catalogue: Catalogue
  /** Where the digests of Docker Hub's images are written. */
  readonly lockPath: string
  /** Images that come before all others, such as those of the course; as `alpine:latest`. */
  readonly first: readonly string[]
  /** The only images of the catalogue that the hub has; all of them by default. */
  readonly only?: readonly string[] | undefined
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

/** Images of the catalogue that a hub has, and where each is from. */
export interface HubContents {
  readonly images: readonly CatalogueImage[]
  readonly filled: FilledImages
}

/** A hub that sandboxes can be given at once, whatever it has by then. */
export interface OpenedHub extends AsyncDisposable {
  readonly hub: Hub
  /** What readers are told of it. */
  readonly status: Watched<HubStatus>
  /** The store of unpacked layers that new sandboxes get, once there is one; of the one machine. */
  readonly layerStore: Watched<string | undefined>
  /** What it has, and layer stores are to have: more, later. */
  readonly contents: Watched<HubContents | undefined>
  /** Whether an earlier server has prepared what comes first: then `prepare` takes a second. */
  readonly isPrepared: boolean
  /** Whether there are images that do not come first, and that are not prepared yet. */
  readonly isPartial: boolean
  /**
   * Gets what is missing of what comes first: the registry's program, the images, the layer store;
   * minutes at the first start. Called once; disposing of the hub ends it, and a later server goes on
   * where it was.
   * @throws {HubStoppedError} when it is closed meanwhile; else with a sentence for the host.
   */
  prepare(onProgress: (progress: FillProgress) => void): Promise<void>
  /** Gets all other images, and a layer store that has those, too. Called once, after `prepare`. @throws as that. */
  prepareRest(onProgress: (progress: FillProgress) => void): Promise<void>
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
  const { stateDirectory, first, only } = options
  const directory = hubDirectory(stateDirectory)
  const { catalogue: whole } = options
  const catalogue = only === undefined ? whole : restrictCatalogue(whole, only)
  const kept = await readFilled(directory)
  const parts = [imagesOf(catalogue, first), catalogue.images] as const
  const filled = parts.filter((images) => isFilled(images, kept))
  const largest = filled.at(-1)
  const contents = new Watched<HubContents | undefined>(
    largest && { images: largest, filled: kept },
  )
  const found = await findLargestStore(options, directory, filled, kept)
  const status = new Watched<HubStatus>(
    isFilled(parts[0], kept) ? statusOf(kept) : { state: 'filling', standIns: [] },
  )
  const all = new Watched<HubStatus>(
    isFilled(parts[1], kept) ? statusOf(kept) : { state: 'filling', standIns: [] },
  )
  const layerStore = new Watched<string | undefined>(found?.store)
  const hub = await startHub({ ...options, catalogue, status: all })
  const stopping = new AbortController()
  // A store that has all images is not given up for one that has fewer.
  const begun = found?.images ?? parts[0]
  const shared = { ...options, hub, whole, layerStore, contents, signal: stopping.signal }
  let preparing: Promise<void> | undefined
  let extending: Promise<void> | undefined
  let renewing: Promise<void> | undefined
  return {
    hub,
    status,
    layerStore,
    contents,
    isPrepared: found !== undefined,
    isPartial: begun.length < parts[1].length,
    prepare(onProgress) {
      const told = begun.length < parts[1].length ? [status] : [status, all]
      preparing ??= prepare({ ...shared, images: begun, told, onProgress })
      return preparing
    },
    prepareRest(onProgress) {
      extending ??= prepare({ ...shared, images: parts[1], told: [status, all], onProgress })
      return extending
    },
    renewLayers() {
      renewing ??= renewLayers({
        ...shared,
        images: parts[all.value.state === 'ready' ? 1 : 0],
      }).finally(() => {
        renewing = undefined
      })
      return renewing
    },
    async [Symbol.asyncDispose]() {
      stopping.abort(new HubStoppedError('The hub is stopping.'))
      // Together: what is prepared may wait for a registry that will not come any more.
      const running = [preparing, extending, renewing].map((work) => work?.catch(() => {}))
      await Promise.all([...running, hub[Symbol.asyncDispose]()])
    },
  }
}

interface FoundStore {
  /** Undefined where the machines have them. */
  readonly store: string | undefined
  /** What it has the layers of. */
  readonly images: readonly CatalogueImage[]
}

/** @param parts the images that are there, from the smallest part of the catalogue to the largest. */
async function findLargestStore(
  options: OpenHubOptions,
  directory: string,
  parts: readonly (readonly CatalogueImage[])[],
  filled: FilledImages,
): Promise<FoundStore | undefined> {
  const { store: sandboxes } = options
  if (sandboxes === undefined) {
    const images = parts.at(-1)
    return images && { store: undefined, images }
  }
  for (const images of parts.toReversed()) {
    const store = await findLayerStore({ ...options, ...sandboxes, directory, images, filled })
    if (store !== undefined) return { store, images }
  }
  return undefined
}

interface Preparation extends OpenHubOptions {
  readonly hub: Hub
  readonly whole: Catalogue
  readonly images: readonly CatalogueImage[]
  readonly layerStore: Watched<string | undefined>
  readonly contents: Watched<HubContents | undefined>
  readonly onProgress?: ((progress: FillProgress) => void) | undefined
  readonly signal: AbortSignal
}

/** @param preparation and who is told that its images are there, or that they will not come. */
async function prepare(
  preparation: Preparation & { readonly told: readonly Watched<HubStatus>[] },
): Promise<void> {
  const { hub, told, images, contents, stateDirectory, signal } = preparation
  const directory = hubDirectory(stateDirectory)
  try {
    await hub.ready
    const filled = await ensureFilled(preparation, directory)
    for (const status of told) status.set(statusOf(filled))
    contents.set({ images, filled })
    await ensureStore(preparation, directory, filled)
  } catch (error) {
    signal.throwIfAborted()
    const there = await readFilled(directory).catch(() => ({}))
    for (const status of told) {
      if (status.value.state !== 'filling') continue
      status.set({ state: 'failed', standIns: familiarStandIns(there) })
    }
    throw error
  }
}

async function ensureStore(
  { store: sandboxes, layerStore, ...preparation }: Preparation,
  directory: string,
  filled: FilledImages,
): Promise<void> {
  if (sandboxes === undefined) return
  const store = await ensureLayerStore({ ...preparation, ...sandboxes, directory, filled })
  if (store !== layerStore.value) layerStore.set(store)
}

async function renewLayers(preparation: Preparation): Promise<void> {
  const { hub, layerStore, stateDirectory, signal } = preparation
  const directory = hubDirectory(stateDirectory)
  layerStore.set(undefined)
  await forgetLayerStore(directory)
  try {
    await hub.ready
    await ensureStore(preparation, directory, await ensureFilled(preparation, directory))
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

async function ensureFilled(
  { whole, images, lockPath, source, standIns, tools, onProgress, signal }: Preparation,
  directory: string,
): Promise<FilledImages> {
  const kept = await readFilled(directory)
  if (isFilled(images, kept)) return kept
  return fillCatalogue({
    directory,
    // What another start of this host has had filled stays.
    catalogue: whole,
    images,
    lockPath,
    source: source ?? DOCKER_HUB,
    standIns,
    tools,
    ...(onProgress && { onProgress }),
    signal,
  })
}

function statusOf(filled: FilledImages): HubStatus {
  return { state: 'ready', standIns: familiarStandIns(filled) }
}

function familiarStandIns(filled: FilledImages): string[] {
  return standInsOf(filled).map(familiarName)
}
