import type Docker from 'dockerode'

/** What stack.yaml takes where SERVER_IMAGE says nothing: no registry has it, so that nobody else's is pulled. */
const OWN_IMAGE = 'localhost/docker-blitz/server'

/** Of the sandbox image, which a node program would make in minutes where it is missing. */
const SANDBOX_IMAGES = ['docker-blitz/sandbox', 'docker-blitz/shell']

export interface Images {
  /** Of both programs. */
  readonly server: string
  readonly isServerHere: boolean
  /** Whether every machine gets it from a registry by itself. */
  readonly isOfRegistry: boolean
  /** The newest sandbox images of this machine. */
  readonly sandbox: readonly string[]
}

export async function readImages(
  docker: Docker,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Images> {
  const server = environment['SERVER_IMAGE'] || OWN_IMAGE
  const isServerHere = await docker
    .getImage(server)
    .inspect()
    .then(() => true)
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode === 404) return false
      throw error
    })
  const newest = await Promise.all(
    SANDBOX_IMAGES.map(async (reference) => {
      const images = await docker.listImages({ filters: { reference: [reference] } })
      const [image] = images.sort((one, other) => other.Created - one.Created)
      return image?.RepoTags?.slice(0, 1) ?? []
    }),
  )
  return { server, isServerHere, isOfRegistry: isOfRegistry(server), sandbox: newest.flat() }
}

/**
 * The rule of image references: the first part is a registry where it has a dot or a port. A name
 * without one is Docker Hub's, which no machine should ask for an image of ours.
 */
export function isOfRegistry(image: string): boolean {
  const [first, ...others] = image.split('/')
  return others.length > 0 && /[.:]/.test(first ?? '') && !/^(localhost|127\.)/.test(first ?? '')
}

/** @returns the command that makes the image here. */
export function buildCommand(image: string): string {
  return `SERVER_IMAGE=${image} docker compose build server`
}
