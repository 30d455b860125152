import type Docker from 'dockerode'
import { createOptions } from '../../sandbox-server/drivers/docker-engine/create-options.ts'
import { type EngineUnderTest, TEST_LIMITS } from '../../tests/support/engine.ts'

/** Docker's own way to a rootless engine, once the places that it writes to are there. */
const SCRIPT = `
install -d -m 0700 -o learner -g learner "$XDG_RUNTIME_DIR"
chmod 0666 /dev/net/tun
export HOME=/home/learner USER=learner
exec setpriv --reuid learner --regid learner --init-groups --inh-caps=-all -- \\
  /usr/share/docker.io/contrib/dockerd-rootless.sh --data-root /var/lib/docker`

const PATIENCE_SECONDS = 60

const ASKED = `
until curl --silent --fail --output /dev/null --unix-socket /run/user/1000/docker.sock http://engine/_ping
do sleep 0.02; done`

/**
 * What a host would write: the same container with the same limits, in which Docker's own script
 * starts the engine. @returns the container, when its engine answers.
 */
export async function startPlainRootless(
  { docker, deployment, image }: EngineUnderTest,
  id: string,
): Promise<Docker.Container> {
  const request = { id, authorizedKey: 'none' }
  const options = createOptions({ request, deployment, image, limits: TEST_LIMITS, host: {} })
  const container = await docker.createContainer({
    ...options,
    Entrypoint: ['tini', '-s', '--', 'bash', '-c', SCRIPT],
  })
  await container.start()
  const exec = await container.exec({
    Cmd: ['timeout', String(PATIENCE_SECONDS), 'bash', '-c', ASKED],
    User: 'learner',
    AttachStdout: true,
  })
  const stream = await exec.start({})
  stream.resume()
  await new Promise((resolve, reject) => stream.once('end', resolve).once('error', reject))
  const { ExitCode: status } = await exec.inspect()
  if (status !== 0) throw new Error('The engine of the peer does not answer.')
  return container
}
