/**
 * Names on Docker Hub: always an owner and a repository. What a reader writes as `alpine` is
 * `library/alpine` on the wire (github.com/distribution/reference, "normalize").
 */
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
export const REPOSITORY_PATTERN = `${COMPONENT}/${COMPONENT}`
export const TAG_PATTERN = '[A-Za-z0-9_][A-Za-z0-9._-]{0,127}'
export const DIGEST_PATTERN = 'sha256:[0-9a-f]{64}'

/** The longest name that the registry takes, in characters. */
const MAXIMUM_NAME_LENGTH = 255

/** The owner of the official images. */
export const OFFICIAL_OWNER = 'library'

const REPOSITORY = new RegExp(`^${REPOSITORY_PATTERN}$`)

export function isRepositoryName(name: string): boolean {
  return name.length <= MAXIMUM_NAME_LENGTH && REPOSITORY.test(name)
}

export function ownerOf(repository: string): string {
  return repository.slice(0, repository.indexOf('/'))
}

/** An image reference of Docker Hub, in full. */
export interface ImageReference {
  /** With its owner, such as `library/alpine`. */
  readonly repository: string
  readonly tag: string
}

/**
 * Reads an image reference as a reader writes it: `alpine`, `docker.io/library/alpine:latest`.
 * @returns undefined for one that is malformed, by digest, or of another registry.
 */
export function parseImageReference(text: string): ImageReference | undefined {
  const [, name, tag = 'latest'] =
    new RegExp(`^(?:(?:index\\.)?docker\\.io/)?([^:@]+)(?::(${TAG_PATTERN}))?$`).exec(text) ?? []
  if (name === undefined) return undefined
  const repository = name.includes('/') ? name : `${OFFICIAL_OWNER}/${name}`
  // A first part with a dot, or this one, names a registry.
  if (ownerOf(repository).includes('.') || ownerOf(repository) === 'localhost') return undefined
  return isRepositoryName(repository) ? { repository, tag } : undefined
}

/** @returns the name as Docker's tools show it: official images without their owner. */
export function familiarName(repository: string): string {
  return ownerOf(repository) === OFFICIAL_OWNER
    ? repository.slice(OFFICIAL_OWNER.length + 1)
    : repository
}
