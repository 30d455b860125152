import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { askRegistry, drop, type RegistryAddress } from '../store/registry-address.ts'
import type { BlobContent, ImageContent } from './image-content.ts'

export interface PushTarget {
  readonly registry: RegistryAddress
  /** As the registry behind the hub names it. */
  readonly repository: string
  readonly tag: string
  /** Repositories that may have a blob already. */
  readonly mountFrom?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes an image to a registry of ours; what is there already is not sent again.
 * @returns the digest of its manifest.
 * @throws with the registry's words.
 */
export async function pushImage(image: ImageContent, target: PushTarget): Promise<string> {
  for (const blob of image.blobs) await pushBlob(blob, target)
  const { registry, repository, tag } = target
  const answer = await askRegistry(registry, {
    method: 'PUT',
    path: `/v2/${repository}/manifests/${tag}`,
    headers: { 'content-type': image.mediaType },
    body: image.manifest,
  })
  await expectStatus(answer, 201, `${repository}:${tag}`)
  return String(answer.headers['docker-content-digest'])
}

async function pushBlob(blob: BlobContent, target: PushTarget): Promise<void> {
  const { registry, repository, signal } = target
  signal?.throwIfAborted()
  const path = `/v2/${repository}/blobs`
  const known = await askRegistry(registry, { method: 'HEAD', path: `${path}/${blob.digest}` })
  drop(known)
  if (known.statusCode === 200) return
  const location = await startUpload(blob, target)
  if (location === undefined) return
  const answer = await askRegistry(registry, {
    method: 'PUT',
    path: `${location}&digest=${blob.digest}`,
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(blob.size),
    },
    body: blob.open(),
    signal,
  })
  await expectStatus(answer, 201, `${repository}@${blob.digest}`)
}

/** @returns where to send it; undefined when it was mounted from another repository. */
async function startUpload(blob: BlobContent, target: PushTarget): Promise<string | undefined> {
  const { registry, repository, mountFrom = [] } = target
  const start = async (query: string) =>
    askRegistry(registry, {
      method: 'POST',
      path: `/v2/${repository}/blobs/uploads/${query}`,
      headers: { 'content-length': '0' },
    })
  for (const from of mountFrom) {
    const has = await askRegistry(registry, {
      method: 'HEAD',
      path: `/v2/${from}/blobs/${blob.digest}`,
    })
    drop(has)
    if (has.statusCode !== 200) continue
    const mounted = await start(`?mount=${blob.digest}&from=${from}`)
    drop(mounted)
    if (mounted.statusCode === 201) return undefined
  }
  const answer = await start('')
  await expectStatus(answer, 202, repository)
  return String(answer.headers['location'])
}

async function expectStatus(answer: IncomingMessage, status: number, what: string): Promise<void> {
  if (answer.statusCode === status) return drop(answer)
  throw new Error(`The registry did not take ${what}: ${answer.statusCode} ${await text(answer)}`)
}
