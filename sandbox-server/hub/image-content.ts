import type { Readable } from 'node:stream'

export interface BlobContent {
  readonly digest: string
  /** In bytes. */
  readonly size: number
  open(): Readable
}

/** One image for one platform, as a registry takes it. */
export interface ImageContent {
  readonly mediaType: string
  readonly manifest: Buffer
  readonly blobs: readonly BlobContent[]
}

export const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json'
export const CONFIG_TYPE = 'application/vnd.docker.container.image.v1+json'
export const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
