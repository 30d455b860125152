import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import type Docker from 'dockerode'
import { proxyEnvironment } from '../common/outbound-proxy.ts'
import { BUILD_STAGE_LABEL } from '../drivers/docker-engine/labels.ts'

export interface RunInImage {
  readonly image: string
  /** For `sh`. */
  readonly script: string
  /** With the host's network and its proxy; without any by default. */
  readonly network?: boolean
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs a script as root in a container of an image, and removes the container.
 * @returns its standard output.
 * @throws an error with its last words when the script fails; when `signal` aborts.
 */
export async function runInImage(docker: Docker, run: RunInImage): Promise<string> {
  const { image, script, network = false, signal } = run
  signal?.throwIfAborted()
  const container = await docker.createContainer({
    Image: image,
    Entrypoint: ['sh', '-euc', script],
    User: '0',
    ...(network && { Env: proxyEnvironment(process.env) }),
    Labels: { [BUILD_STAGE_LABEL]: 'looked-into' },
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: { NetworkMode: network ? 'host' : 'none' },
  })
  const remove = () => container.remove({ force: true })
  const onAbort = () => void remove().catch(() => {})
  signal?.addEventListener('abort', onAbort)
  try {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const output = await container.attach({ stream: true, stdout: true, stderr: true })
    docker.modem.demuxStream(output, stdout, stderr)
    finished(output, { writable: false })
      .catch(() => {})
      .then(() => [stdout, stderr].map((stream) => stream.end()))
    await container.start()
    const [said, complaint, { StatusCode }] = await Promise.all([
      text(stdout),
      text(stderr),
      container.wait() as Promise<{ StatusCode: number }>,
    ])
    if (StatusCode === 0) return said
    throw new Error(complaint.trim().split('\n').at(-1) || `it ended with status ${StatusCode}`)
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await remove().catch((error: unknown) => {
      if (!signal?.aborted) throw error
    })
    signal?.throwIfAborted()
  }
}
