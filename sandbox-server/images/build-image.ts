import type Docker from 'dockerode'
import { proxyTrouble, proxyVariables } from '../common/outbound-proxy.ts'
import { engineSentence, isNotFound } from '../drivers/docker-engine/engine-error.ts'
import { DriverError } from '../drivers/driver.ts'
import type { BuildContext } from './build-context.ts'
import { followProgress } from './follow-progress.ts'

/** Lines of a failing build step that its error shows. */
const SHOWN_LINES = 5

export interface ImageProgress {
  /** Told what is being done; `step` of `total` where the engine counts. */
  readonly onProgress?: (progress: { text: string; step?: number; total?: number }) => void
  readonly signal?: AbortSignal | undefined
}

export async function hasImage(docker: Docker, name: string): Promise<boolean> {
  try {
    await docker.getImage(name).inspect()
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

export interface ImageBuild {
  /** The name that it gets. */
  readonly image: string
  /** What an error calls it. */
  readonly what: string
  readonly context: Pick<BuildContext, 'pack'>
  /** Its place in the context; `Dockerfile` by default. */
  readonly dockerfile?: string
  /** Of the image, besides those that its Dockerfile gives it. */
  readonly labels?: Readonly<Record<string, string>>
  /** The stage to build; the last one by default. */
  readonly target?: string
  /** What the `ARG`s of its Dockerfile are. */
  readonly buildArguments?: Readonly<Record<string, string>>
  /** Does each step again, whatever the engine has kept of an earlier build. */
  readonly isFresh?: boolean
}

/** @throws {DriverError} with the last lines of the step that failed. */
export async function buildImage(
  docker: Docker,
  { image, what, context, dockerfile, labels, target, buildArguments, isFresh = false }: ImageBuild,
  { onProgress, signal }: ImageProgress,
): Promise<void> {
  const lines: string[] = []
  const stream = await docker.buildImage(context.pack() as unknown as NodeJS.ReadableStream, {
    t: image,
    ...(dockerfile !== undefined && { dockerfile }),
    ...(labels && { labels: { ...labels } }),
    ...(target !== undefined && { target }),
    // Those of a proxy are predefined: the engine keeps them out of the image and its history.
    buildargs: { ...proxyVariables(process.env), ...buildArguments },
    // Packages come by the host's own network, whatever the engine's bridge can reach.
    networkmode: 'host',
    nocache: isFresh,
    rm: true,
    forcerm: true,
    ...(signal && { abortSignal: signal }),
  })
  await followProgress(docker, stream, (text) => {
    lines.push(...text.split('\n').filter(Boolean))
    const [, step, total, command] = /^Step (\d+)\/(\d+) : (.*)/.exec(text) ?? []
    if (command) onProgress?.({ text: command, step: Number(step), total: Number(total) })
  }).catch(async (error: unknown) => {
    signal?.throwIfAborted()
    const trouble = await proxyTrouble(process.env)
    if (trouble) throw new DriverError(`${what} could not be built: ${trouble}`, { cause: error })
    const said = lines.slice(-SHOWN_LINES).join('\n')
    throw new DriverError(`${engineSentence(`${what} could not be built`, error)}\n${said}`, {
      cause: error,
    })
  })
}
