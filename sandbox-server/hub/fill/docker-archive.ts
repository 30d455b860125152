import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { extract } from 'tar-stream'
import * as z from 'zod'
import {
  type BlobContent,
  CONFIG_TYPE,
  type ImageContent,
  LAYER_TYPE,
  MANIFEST_TYPE,
} from './image-content.ts'

/** Docker Image Specification v1.2, "Combined Image JSON + Filesystem Changeset Format". */
const archiveManifest = z.tuple([z.object({ Config: z.string(), Layers: z.array(z.string()) })])
const imageConfig = z.object({ rootfs: z.object({ diff_ids: z.array(z.string()) }) })

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b])

/** Compressed layers by the digest of what they hold: images share them. */
export type CompressedLayers = Map<string, BlobContent>

export interface ArchiveOptions {
  /** Gets the archive's files and the compressed layers; the caller removes it. */
  readonly directory: string
  /** Layers that need not be compressed again; new ones are added. */
  readonly compressed: CompressedLayers
  readonly signal?: AbortSignal | undefined
}

/** Reads what `docker save` gives for one image. @throws what `signal` is aborted with. */
export async function readDockerArchive(
  archive: Readable,
  { directory, compressed, signal }: ArchiveOptions,
): Promise<ImageContent> {
  const links = await unpack(archive, directory, signal)
  const file = (name: string) => join(directory, links.get(normalize(name)) ?? normalize(name))
  const [image] = archiveManifest.parse(JSON.parse(await readFile(file('manifest.json'), 'utf8')))
  const config = await readFile(file(image.Config))
  const { diff_ids } = imageConfig.parse(JSON.parse(config.toString())).rootfs
  const layers: BlobContent[] = []
  for (const [index, name] of image.Layers.entries()) {
    const diffId = diff_ids[index] ?? ''
    const layer =
      compressed.get(diffId) ??
      (await compress(file(name), join(directory, `${index}.compressed`), signal))
    compressed.set(diffId, layer)
    layers.push(layer)
  }
  // Uncompressed, the images of a catalogue take many times the room, and all at once.
  for (const source of new Set(image.Layers.map(file))) {
    if (!(await isGzip(source))) await rm(source)
  }
  const configBlob = blobOf(config)
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: { mediaType: CONFIG_TYPE, size: configBlob.size, digest: configBlob.digest },
      layers: layers.map(({ size, digest }) => ({ mediaType: LAYER_TYPE, size, digest })),
    }),
  )
  return { mediaType: MANIFEST_TYPE, manifest, blobs: [configBlob, ...layers] }
}

/** @returns where links lead; engines link a layer that comes twice. */
async function unpack(
  archive: Readable,
  directory: string,
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const links = new Map<string, string>()
  const entries = extract()
  const feeding = pipeline(archive, entries, { signal })
  // An entry that cannot be written ends it, too, and is what is told of.
  feeding.catch(() => {})
  for await (const entry of entries) {
    const name = normalize(entry.header.name)
    if (name.startsWith('..')) throw new Error(`The archive names ${name}, which climbs.`)
    const path = join(directory, name)
    if (entry.header.type === 'file') {
      await mkdir(join(path, '..'), { recursive: true })
      await pipeline(entry, createWriteStream(path))
      continue
    }
    if (entry.header.type === 'symlink') {
      links.set(name, normalize(join(name, '..', entry.header.linkname ?? '')))
    }
    entry.resume()
  }
  await feeding
  return links
}

async function compress(
  source: string,
  target: string,
  signal?: AbortSignal,
): Promise<BlobContent> {
  if (await isGzip(source)) return blobOfFile(source)
  await pipeline(createReadStream(source), createGzip(), createWriteStream(target), { signal })
  return blobOfFile(target)
}

async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path)
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
  return buffer.equals(GZIP_MAGIC)
}

async function blobOfFile(path: string): Promise<BlobContent> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  const { size } = await stat(path)
  return { digest: `sha256:${hash.digest('hex')}`, size, open: () => createReadStream(path) }
}

function blobOf(content: Buffer): BlobContent {
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`
  return { digest, size: content.length, open: () => Readable.from([content]) }
}
