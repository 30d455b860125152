import type { Readable } from 'node:stream'

/** Makes the images that stand in for Docker Hub's, by the stages of `stand-ins/Dockerfile`. */
export interface StandInBuilder {
  /** Changes whenever the files do from which stand-ins are built. */
  readonly recipe: string
  build(
    stage: string,
    options: { onText?: ((text: string) => void) | undefined; signal?: AbortSignal | undefined },
  ): Promise<void>
  /** @returns what `docker save` gives for a stage that was built. */
  save(stage: string): Promise<Readable>
  /** Builds the folder of a course with a Dockerfile. @returns what `docker save` gives for it. */
  buildFolder(path: string, options: { signal?: AbortSignal | undefined }): Promise<Readable>
  /** Takes what was built off the engine. */
  removeAll(): Promise<void>
}
