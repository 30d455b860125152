import { createHash, randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { quoteForShell } from '../../common/quote-for-shell.ts'
import { DriverError, type SandboxDriver } from '../../drivers/driver.ts'
import { type Sandbox, type SandboxHub, startSandbox } from '../../sandboxes/sandbox.ts'
import type { DeploymentKey } from '../../sandboxes/ssh/deployment-key.ts'
import type { CatalogueImage } from '../catalogue.ts'
import { type FilledImages, nameOf } from '../fill/filled.ts'
import { familiarName } from '../serve/repository-name.ts'

/** Time for one image, in milliseconds: its layers are unpacked on a slow disk once. */
const PULL_MILLISECONDS = 10 * 60_000
const SKELETON_MILLISECONDS = 120_000
const OUTPUT_BYTES = 4096

const recordFile = z.object({ version: z.string(), store: z.string() })

export interface FindLayerStore {
  /** The hub's folder. */
  readonly directory: string
  readonly driver: SandboxDriver
  /** Those whose layers it holds. */
  readonly images: readonly CatalogueImage[]
  readonly filled: FilledImages
  /** Images that a new sandbox lists, as `alpine:latest`; all others are pulled first. */
  readonly listed: readonly string[]
  /** The sandbox image: another engine may keep layers in another way. */
  readonly sandboxImage: string
}

export interface LayerStoreOptions extends FindLayerStore {
  readonly key: DeploymentKey
  readonly hub: SandboxHub
  readonly onProgress?:
    | ((progress: { step: number; total: number; text: string }) => void)
    | undefined
  readonly signal?: AbortSignal | undefined
}

/** @returns the store for the catalogue as it is filled now, where an earlier server made one. */
export async function findLayerStore(options: FindLayerStore): Promise<string | undefined> {
  const known = await readRecord(options.directory)
  if (known?.version !== versionOf(options)) return undefined
  const stores = await options.driver.layerStores()
  return stores.find((store) => store === known.store)
}

/**
 * The store of unpacked layers for images as they are filled now: made by an engine like the
 * readers', which pulls every image once. A store that sandboxes have mounted never changes: another
 * catalogue gets another one, and older ones go when nobody uses them.
 * @returns its name.
 * @throws {DriverError} with the engine's words when an image cannot be pulled.
 */
export async function ensureLayerStore(options: LayerStoreOptions): Promise<string> {
  const { directory, driver } = options
  const stores = await driver.layerStores()
  const known = await findLayerStore(options)
  if (known !== undefined) {
    await removeStores(driver, stores, known)
    return known
  }
  const version = versionOf(options)
  const store = `blitz-layers-${version}-${randomBytes(3).toString('hex')}`
  try {
    await fillStore(options, store)
  } catch (error) {
    await driver.removeLayerStore(store)
    throw error
  }
  const path = pathIn(directory)
  await writeFile(`${path}.new`, JSON.stringify({ version, store }))
  await rename(`${path}.new`, path)
  await removeStores(driver, stores, store)
  return store
}

/** Has the next call of `ensureLayerStore` make a store, whatever there is. */
export async function forgetLayerStore(directory: string): Promise<void> {
  await rm(pathIn(directory), { force: true })
}

async function fillStore(options: LayerStoreOptions, store: string): Promise<void> {
  const { driver, key, hub, listed, onProgress, signal } = options
  const images = withoutTwins(options)
  const sandbox = await startSandbox({
    driver,
    key,
    hub,
    id: `layers-${randomBytes(3).toString('hex')}`,
    layers: { name: store, access: 'write' },
    ...(signal && { signal }),
  })
  // Ends the command that runs in it.
  const stop = () => sandbox.line.close()
  signal?.addEventListener('abort', stop)
  try {
    const total = images.length
    for (const [index, image] of images.entries()) {
      signal?.throwIfAborted()
      const name = `${familiarName(image.repository)}:${image.tag}`
      onProgress?.({ step: index + 1, total, text: `${name}: unpacking for every reader` })
      const pull = `docker image pull --quiet ${quoteForShell(name)}`
      await run(sandbox, pull, PULL_MILLISECONDS)
    }
    const names = listed.map(quoteForShell)
    await run(sandbox, `blitz-make-skeleton ${names.join(' ')}`, SKELETON_MILLISECONDS)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    await sandbox.destroy()
  }
}

async function run({ connection }: Sandbox, command: string, milliseconds: number): Promise<void> {
  const { status, stderr } = await connection.exec(command, {
    milliseconds,
    outputBytes: OUTPUT_BYTES,
  })
  if (status !== 0)
    throw new DriverError(`${command} failed in the store's sandbox: ${stderr.trim()}`)
}

async function removeStores(
  driver: SandboxDriver,
  stores: readonly string[],
  except: string,
): Promise<void> {
  // One that a sandbox still has mounted stays, and goes the next time.
  await Promise.allSettled(
    stores.filter((name) => name !== except).map((name) => driver.removeLayerStore(name)),
  )
}

/** Another tag of the same image has no layer of its own; one that is listed is pulled by its name. */
function withoutTwins({ images, filled, listed }: FindLayerStore): readonly CatalogueImage[] {
  const seen = new Set<string>()
  return images.filter((image) => {
    const digest = filled[nameOf(image)]?.digest ?? nameOf(image)
    const isNew = !seen.has(digest)
    seen.add(digest)
    return isNew || listed.includes(`${familiarName(image.repository)}:${image.tag}`)
  })
}

function versionOf({ images, filled, listed, sandboxImage }: FindLayerStore): string {
  const digests = images.map((image) => [nameOf(image), filled[nameOf(image)]?.digest])
  return createHash('sha256')
    .update(JSON.stringify([sandboxImage, listed, digests]))
    .digest('hex')
    .slice(0, 12)
}

async function readRecord(directory: string) {
  const text = await readFile(pathIn(directory), 'utf8').catch(() => '')
  // Whatever is wrong with it, a new store is made.
  try {
    return recordFile.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function pathIn(directory: string): string {
  return join(directory, 'layer-store.json')
}
