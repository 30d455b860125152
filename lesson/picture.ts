/** What a picture shows: client, engine and registry; the life of a container; published ports. */
export const PICTURE_KINDS = ['engine', 'life', 'ports'] as const
export type PictureKind = (typeof PICTURE_KINDS)[number]

/** States of a container as `docker container ls` has them, apart from those of a moment. */
export const CONTAINER_STATES = ['created', 'running', 'paused', 'exited'] as const
export type ContainerState = (typeof CONTAINER_STATES)[number]

export interface PicturePort {
  /** Port of the container. */
  readonly container: number
  /** Port of the machine that leads there; undefined where none does. */
  readonly host: number | undefined
}

export interface PictureContainer {
  readonly name: string
  readonly image: string
  readonly state: ContainerState
  readonly ports: readonly PicturePort[]
}

/** What an engine has, as far as a picture shows it. */
export interface EngineState {
  /** References, such as `alpine:latest`. */
  readonly images: readonly string[]
  readonly containers: readonly PictureContainer[]
}

/** A drawing that shows what the author wrote, until the reader's own engine fills it. */
export interface Picture {
  readonly kind: PictureKind
  /** One sentence below it. */
  readonly caption: string
  readonly recorded: EngineState
}
