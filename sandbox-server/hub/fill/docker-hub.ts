import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import * as z from 'zod'
import { proxyTrouble } from '../../common/outbound-proxy.ts'
import type { HubTools } from '../store/tools.ts'
import type { ImageContent } from './image-content.ts'

/** Answers of a registry that has not what it was asked for, as skopeo words them. */
const ABSENT = /manifest unknown|name unknown|not found|denied|unauthorized/i

const ASK_TIMEOUT = '20s'
const COPY_TIMEOUT = '30m'

export interface ImageSource {
  /** Such as `docker.io`. */
  readonly registry: string
  /** Off for a registry of this machine that tests start. */
  readonly tls?: boolean
}

export const DOCKER_HUB: ImageSource = { registry: 'docker.io' }

/** Docker Hub cannot be reached from here, or not with the tools that are here. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

/** Docker Hub answers, and has no such image. */
export class AbsentError extends Error {
  override readonly name = 'AbsentError'
}

export interface SkopeoOptions {
  readonly source: ImageSource
  readonly tools: HubTools
  /** The one folder into which images are copied. */
  readonly directory: string
  readonly signal?: AbortSignal | undefined
}

/** @returns the digest that a tag has at this moment. @throws {UnreachableError | AbsentError} */
export async function resolveTag(
  options: SkopeoOptions,
  repository: string,
  tag: string,
): Promise<string> {
  const { registry, tls } = options.source
  const verify = tls === false ? ['--tls-verify=false'] : []
  const image = `docker://${registry}/${repository}:${tag}`
  const manifest = await skopeo(options, ASK_TIMEOUT, ['inspect', ...verify, '--raw', image])
  return `sha256:${createHash('sha256').update(manifest).digest('hex')}`
}

const storedManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().default('application/vnd.oci.image.manifest.v1+json'),
  config: z.object({ digest: z.string(), size: z.number() }),
  layers: z.array(z.object({ digest: z.string(), size: z.number() })),
})

/**
 * Copies one image by digest into the folder, for the platform of this machine.
 * @throws {UnreachableError | AbsentError}
 */
export async function fetchImage(
  options: SkopeoOptions,
  repository: string,
  digest: string,
): Promise<ImageContent> {
  const { source, directory } = options
  const verify = source.tls === false ? ['--src-tls-verify=false'] : []
  const from = `docker://${source.registry}/${repository}@${digest}`
  const copy = async (...words: string[]) => {
    const all = ['--override-os', 'linux', 'copy', '--quiet', ...verify, ...words]
    await skopeo(options, COPY_TIMEOUT, [...all, from, `dir:${directory}`])
    return readFile(join(directory, 'manifest.json'))
  }
  let manifest = await copy()
  if (JSON.parse(manifest.toString()).schemaVersion === 1) {
    // Engines of today no longer take the first form of manifests, in which old images are kept.
    manifest = await copy('--format', 'v2s2')
  }
  const { mediaType, config, layers } = storedManifest.parse(JSON.parse(manifest.toString()))
  return {
    mediaType,
    manifest,
    blobs: [config, ...layers].map(({ digest, size }) => ({
      digest,
      size,
      open: () => createReadStream(join(directory, digest.slice('sha256:'.length))),
    })),
  }
}

async function skopeo(
  { tools, directory, signal }: SkopeoOptions,
  timeout: string,
  words: readonly string[],
): Promise<Buffer> {
  signal?.throwIfAborted()
  const start = { tool: 'skopeo', directory, network: true } as const
  const running = await tools
    .start({ ...start, words: ['--command-timeout', timeout, ...words] })
    .catch((cause: Error) => {
      throw new UnreachableError(cause.message, { cause })
    })
  const stop = () => running.kill('SIGTERM')
  signal?.addEventListener('abort', stop)
  const [status, output, said] = await Promise.all([
    running.ended,
    buffer(running.stdout),
    text(running.stderr),
  ])
  signal?.removeEventListener('abort', stop)
  if (status === 0) return output
  signal?.throwIfAborted()
  const last = said.trim().split('\n').at(-1) || `skopeo ended with ${status}.`
  if (ABSENT.test(last)) throw new AbsentError(last)
  throw new UnreachableError((await proxyTrouble(process.env)) ?? last)
}
