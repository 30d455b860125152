import type Docker from 'dockerode'

/** A line of what the engine streams while it builds, pulls or imports. */
interface ProgressEvent {
  readonly stream?: string
  readonly error?: string
}

/**
 * Reads the engine's report of something long to its end.
 * @throws with the engine's words when it failed: the stream says so, its status never does, and
 * docker-modem does not look.
 */
export async function followProgress(
  docker: Docker,
  stream: NodeJS.ReadableStream,
  onText?: (text: string) => void,
): Promise<void> {
  let failure: string | undefined
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error) => (error ? reject(error) : resolve()),
      ({ stream: text, error }: ProgressEvent) => {
        if (text) onText?.(text)
        if (error) failure = error
      },
    )
  })
  if (failure !== undefined) throw new Error(failure)
}
