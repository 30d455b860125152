import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type Docker from 'dockerode'
import { installDebianPackages, systemEnvironment } from '../common/debian-packages.ts'
import { troubleAdvice } from '../common/host-trouble.ts'
import { proxyTrouble } from '../common/outbound-proxy.ts'
import { engineSentence } from '../drivers/docker-engine/engine-error.ts'
import { DriverError } from '../drivers/driver.ts'
import { hasImage, type ImageProgress } from './build-image.ts'
import { followProgress } from './follow-progress.ts'

const REPOSITORY = 'debian'
const TAG = 'trixie-slim'
const NAME = `${REPOSITORY}:${TAG}`

/**
 * The Debian that the sandbox image is built on: pulled where a registry can be reached, else made
 * of Debian's packages by `mmdebstrap` and imported under the same name.
 */
export async function ensureBaseImage(docker: Docker, options: ImageProgress): Promise<void> {
  if (await hasImage(docker, NAME)) return
  options.onProgress?.({ text: `Pulling ${NAME}` })
  try {
    await pull(docker)
  } catch (error) {
    options.onProgress?.({ text: `${NAME} cannot be pulled; making it of Debian's packages` })
    await makeOfPackages(docker, error, options.signal)
  }
}

async function pull(docker: Docker): Promise<void> {
  await followProgress(docker, await docker.pull(NAME))
}

async function makeOfPackages(
  docker: Docker,
  pullError: unknown,
  signal: AbortSignal | undefined,
): Promise<void> {
  const failed = (why: string) =>
    new DriverError(
      `${NAME} can neither be pulled nor made here: ${[why, troubleAdvice(why)].filter(Boolean).join(' ')} ` +
        `Load it by hand on a machine with internet: docker save ${NAME}, then docker load.`,
      { cause: pullError },
    )
  if (!(await installDebianPackages('mmdebstrap', ['mmdebstrap']))) {
    throw failed('mmdebstrap is not installed.')
  }
  const mmdebstrap = spawn(
    'mmdebstrap',
    ['--quiet', '--variant=minbase', '--include=ca-certificates', 'trixie', '-'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: systemEnvironment(),
      ...(signal && { signal }),
    },
  )
  const ended = new Promise<number | null>((resolve, reject) => {
    mmdebstrap.once('error', reject).once('close', resolve)
  })
  const [status, said, imported] = await Promise.all([
    ended,
    text(mmdebstrap.stderr),
    Promise.allSettled([importImage(docker, mmdebstrap.stdout)]),
  ])
  // Half an archive fails the import, too: what failed first is what is told.
  if (status !== 0) {
    throw failed((await proxyTrouble(process.env)) ?? said.trim().split('\n').at(-1) ?? '')
  }
  if (imported[0].status === 'rejected') {
    throw new DriverError(engineSentence(`${NAME} could not be imported`, imported[0].reason), {
      cause: imported[0].reason,
    })
  }
}

async function importImage(docker: Docker, archive: NodeJS.ReadableStream): Promise<void> {
  const answer = await docker.importImage(archive as never, { repo: REPOSITORY, tag: TAG })
  await followProgress(docker, answer as NodeJS.ReadableStream)
}
