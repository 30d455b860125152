import {
  DIGEST_PATTERN,
  isRepositoryName,
  REPOSITORY_PATTERN,
  TAG_PATTERN,
} from './repository-name.ts'

/** What a request to the registry is about (OCI distribution specification 1.1, "Endpoints"). */
export type RegistryRoute = { readonly kind: 'base' } | RepositoryRoute

export interface RepositoryRoute {
  readonly kind: 'tags' | 'manifest' | 'blob' | 'upload-start' | 'upload'
  readonly repository: string
  /** What follows the repository in the path, such as `/manifests/latest`. */
  readonly rest: string
}

const UPLOAD_PATTERN = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

const RESTS = {
  tags: '/tags/list',
  manifest: `/manifests/(?:${TAG_PATTERN}|${DIGEST_PATTERN})`,
  blob: `/blobs/${DIGEST_PATTERN}`,
  'upload-start': '/blobs/uploads/',
  upload: `/blobs/uploads/${UPLOAD_PATTERN}`,
} as const

const ROUTES = Object.entries(RESTS).map(
  ([kind, rest]) =>
    [kind as keyof typeof RESTS, new RegExp(`^/v2/(${REPOSITORY_PATTERN})(${rest})$`)] as const,
)

/**
 * Reads a path as it came, undecoded: whatever is encoded, climbs, or names the registry behind the
 * hub matches nothing.
 */
export function parseRegistryRoute(path: string): RegistryRoute | undefined {
  if (path === '/v2/') return { kind: 'base' }
  for (const [kind, pattern] of ROUTES) {
    const [, repository, rest] = pattern.exec(path) ?? []
    if (repository !== undefined && rest !== undefined) {
      return isRepositoryName(repository) ? { kind, repository, rest } : undefined
    }
  }
  return undefined
}
