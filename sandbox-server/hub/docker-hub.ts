import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod'
import { installDebianPackages } from '../debian-packages.ts'
import { type ImageContent, MANIFEST_TYPE } from './image-content.ts'

const run = promisify(execFile)

/** Answers of a registry that has not what it was asked for, as skopeo words them. */
const ABSENT = /manifest unknown|name unknown|not found|denied|unauthorized/i

const ASK_TIMEOUT = '20s'
const COPY_TIMEOUT = '30m'
const MAXIMUM_MANIFEST_BYTES = 4 * 1024 * 1024

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

/** @returns the digest that a tag has at this moment. @throws {UnreachableError | AbsentError} */
export async function resolveTag(
  source: ImageSource,
  repository: string,
  tag: string,
  signal?: AbortSignal,
): Promise<string> {
  const words = ['inspect', ...(source.tls === false ? ['--tls-verify=false'] : []), '--raw']
  const manifest = await skopeo(
    [
      '--command-timeout',
      ASK_TIMEOUT,
      ...words,
      `docker://${source.registry}/${repository}:${tag}`,
    ],
    signal,
  )
  return `sha256:${createHash('sha256').update(manifest).digest('hex')}`
}

const storedManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().default('application/vnd.oci.image.manifest.v1+json'),
  config: z.object({ digest: z.string(), size: z.number() }),
  layers: z.array(z.object({ digest: z.string(), size: z.number() })),
})

/**
 * Copies one image by digest into an empty folder, for the platform of this machine.
 * @throws {UnreachableError | AbsentError}
 */
export async function fetchImage(
  source: ImageSource,
  repository: string,
  digest: string,
  directory: string,
  signal?: AbortSignal,
): Promise<ImageContent> {
  const from = `docker://${source.registry}/${repository}@${digest}`
  const copy = (...words: string[]) =>
    skopeo(
      [
        '--command-timeout',
        COPY_TIMEOUT,
        'copy',
        '--quiet',
        '--override-os',
        'linux',
        ...(source.tls === false ? ['--src-tls-verify=false'] : []),
        ...words,
        from,
        `dir:${directory}`,
      ],
      signal,
    )
  const read = () => readFile(join(directory, 'manifest.json'))
  await copy()
  let manifest = await read()
  if (JSON.parse(manifest.toString()).schemaVersion === 1) {
    // Engines of today no longer take the first form of manifests, in which old images are kept.
    await copy('--format', 'v2s2')
    manifest = await read()
  }
  const { mediaType, config, layers } = storedManifest.parse(JSON.parse(manifest.toString()))
  return {
    mediaType: mediaType ?? MANIFEST_TYPE,
    manifest,
    blobs: [config, ...layers].map(({ digest, size }) => ({
      digest,
      size,
      open: () => createReadStream(join(directory, digest.slice('sha256:'.length))),
    })),
  }
}

async function skopeo(words: readonly string[], signal?: AbortSignal): Promise<Buffer> {
  if (!(await installDebianPackages('skopeo', ['skopeo']))) {
    throw new UnreachableError('Copying from Docker Hub needs skopeo: apt install skopeo.')
  }
  try {
    const { stdout } = await run('skopeo', [...words], {
      encoding: 'buffer',
      maxBuffer: MAXIMUM_MANIFEST_BYTES,
      ...(signal && { signal }),
    })
    return stdout
  } catch (error) {
    signal?.throwIfAborted()
    const said = String((error as { stderr?: Buffer }).stderr ?? error).trim()
    const last = said.split('\n').at(-1) ?? ''
    if (ABSENT.test(last)) throw new AbsentError(last, { cause: error })
    throw new UnreachableError(last, { cause: error })
  }
}
