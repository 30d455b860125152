import type { SandboxDriver } from '../drivers/driver.ts'
import type { DeploymentKey } from '../sandboxes/ssh/deployment-key.ts'
import { readCatalogue } from './catalogue.ts'
import { LOCK_PATH } from './digest-lock.ts'
import { DOCKER_HUB } from './docker-hub.ts'
import { type FillProgress, fillCatalogue, isFilled } from './fill.ts'
import { readFilled, standInsOf } from './filled.ts'
import { type Hub, hubDirectory, startHub } from './hub.ts'
import { ensureLayerStore } from './layer-store.ts'
import type { StandInBuilder } from './stand-ins.ts'
import type { HubTools } from './tools.ts'

export interface PrepareOptions {
  readonly stateDirectory: string
  readonly driver: SandboxDriver
  readonly key: DeploymentKey
  readonly sandboxImage: string
  readonly standIns: StandInBuilder
  readonly pushLimitBytes: number
  readonly upstream?: string | undefined
  readonly tools?: HubTools | undefined
  readonly onFault: (error: unknown) => void
  readonly onProgress?: (progress: FillProgress) => void
  readonly signal?: AbortSignal | undefined
}

export interface PreparedHub {
  readonly hub: Hub
  /** The store of unpacked layers that new sandboxes get. */
  readonly layerStore: string
  /** Images that are not Docker Hub's own, as `repository:tag`: the site says so. */
  readonly standIns: readonly string[]
}

/**
 * All that the server needs of the hub, made where it is missing: minutes at the first start, a
 * second at later ones. The caller disposes the hub.
 * @throws with a sentence for the host.
 */
export async function prepareHub(options: PrepareOptions): Promise<PreparedHub> {
  const { stateDirectory, driver, key, sandboxImage, standIns, signal } = options
  const directory = hubDirectory(stateDirectory)
  const catalogue = await readCatalogue()
  const progress = options.onProgress && { onProgress: options.onProgress }
  const kept = await readFilled(directory)
  const filled = isFilled(catalogue, kept)
    ? kept
    : await fillCatalogue({
        directory,
        catalogue,
        lockPath: LOCK_PATH,
        source: DOCKER_HUB,
        standIns,
        tools: options.tools,
        signal,
        ...progress,
      })
  const hub = await startHub({ ...options, catalogue })
  try {
    const store = { directory, driver, key, hub, catalogue, filled, sandboxImage, signal }
    const layerStore = await ensureLayerStore({ ...store, ...progress })
    return { hub, layerStore, standIns: standInsOf(filled) }
  } catch (error) {
    await hub[Symbol.asyncDispose]()
    throw error
  }
}
