import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { finished } from 'node:stream/promises'
import type Docker from 'dockerode'
import { proxyEnvironment } from '../../common/outbound-proxy.ts'
import { sandboxLabels } from '../../drivers/docker-engine/labels.ts'
import { ensureBaseImage } from '../../images/base-image.ts'
import { buildContext } from '../../images/build-context.ts'
import { buildImage, hasImage, type ImageProgress } from '../../images/build-image.ts'
import { loadPackedImages } from '../../images/packed-images.ts'
import type { HubTools, ToolProcess, ToolStart } from '../store/tools.ts'

const DIRECTORY = join(import.meta.dirname, 'hub-tools')
const REPOSITORY = 'docker-blitz/hub-tools'

/**
 * The hub's tools in containers of the host's own engine, for a host that has not got them and may
 * not install them. The engine must be one of this machine: a tool and the server share a folder.
 */
export class ContainerTools implements HubTools {
  readonly #docker: Docker
  readonly #deployment: string
  readonly #progress: ImageProgress
  #image: Promise<string> | undefined

  constructor(docker: Docker, deployment: string, progress: ImageProgress = {}) {
    this.#docker = docker
    this.#deployment = deployment
    this.#progress = progress
  }

  async start({ tool, words, directory, network }: ToolStart): Promise<ToolProcess> {
    this.#image ??= this.#ensureImage()
    const image = await this.#image
    const folder = resolve(directory)
    // The engine would make it, as root's.
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const container = await this.#docker.createContainer({
      Image: image,
      Cmd: [tool, ...words],
      ...(network && { Env: proxyEnvironment(process.env) }),
      User: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
      Labels: sandboxLabels(this.#deployment, `tool-${tool}`),
      WorkingDir: folder,
      AttachStdout: true,
      AttachStderr: true,
      HostConfig: {
        AutoRemove: true,
        Binds: [`${folder}:${folder}`],
        CapDrop: ['ALL'],
        NetworkMode: network ? 'host' : 'none',
        ReadonlyRootfs: true,
        Tmpfs: { '/tmp': '', '/var/tmp': '' },
        SecurityOpt: ['no-new-privileges'],
      },
    })
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const output = await container.attach({ stream: true, stdout: true, stderr: true })
    this.#docker.modem.demuxStream(output, stdout, stderr)
    const waiting = container.wait({ condition: 'removed' }) as Promise<{ StatusCode: number }>
    // The engine tells the end of a container apart from the end of its output.
    const through = finished(output, { writable: false }).catch(() => {})
    const ended = Promise.all([waiting, through]).then(
      ([{ StatusCode }]) => StatusCode,
      (error: Error) => error.message,
    )
    ended.then(() => [stdout, stderr].map((stream) => stream.end()))
    await container.start()
    return {
      stdout,
      stderr,
      ended,
      kill: (signal) => void container.kill({ signal }).catch(() => {}),
    }
  }

  #ensureImage(): Promise<string> {
    return ensureToolsImage(this.#docker, this.#progress)
  }
}

/**
 * The image of the hub's tools: where the engine does not have it, loaded from the archive that this
 * is, else built.
 * @returns its name.
 * @throws {DriverError} with the last lines of the step that failed.
 */
export async function ensureToolsImage(docker: Docker, progress: ImageProgress): Promise<string> {
  const context = await buildContext(DIRECTORY, ['Dockerfile'])
  const image = `${REPOSITORY}:${context.hash}`
  if (await hasImage(docker, image)) return image
  if ((await loadPackedImages(docker, progress)) && (await hasImage(docker, image))) return image
  await ensureBaseImage(docker, progress)
  await buildImage(docker, { image, what: "The image of the hub's tools", context }, progress)
  return image
}
