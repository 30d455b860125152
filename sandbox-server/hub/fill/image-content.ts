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
/** Every form of a manifest; a registry turns what is not named here into one of long ago. */
export const MANIFEST_TYPES = [
  MANIFEST_TYPE,
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
]
export const CONFIG_TYPE = 'application/vnd.docker.container.image.v1+json'
export const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar.gzip'
