import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { claimDeployment } from '../sandbox-server/deployment.ts'
import { examineHost } from '../sandbox-server/doctor/examine-host.ts'
import { createDockerEngineDriver } from '../sandbox-server/drivers/docker-engine/driver.ts'
import { sandboxLabels } from '../sandbox-server/drivers/docker-engine/labels.ts'
import { sweepLeftovers } from '../sandbox-server/drivers/docker-engine/sweep.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { ensureSandboxImage } from '../sandbox-server/images/image.ts'
import { loadDeploymentKey } from '../sandbox-server/sandboxes/ssh/deployment-key.ts'
import { engineChoices, type Settings, sandboxLimits } from '../sandbox-server/settings.ts'
import { openEngine } from '../tools/engine.ts'
import { hubOfEngine } from '../tools/hub-of-engine.ts'
import { startHub } from '../tools/start-hub.ts'
import type { Steps } from '../tools/steps.ts'
import { startPlainEngine } from './plain-engine/plain-engine.ts'
import { openSandboxSide } from './sandbox-side.ts'
import type { Side } from './side.ts'

export interface OpenSidesOptions {
  readonly settings: Settings
  readonly steps: Steps
  readonly signal: AbortSignal
}

/** A sandbox and a plain engine, which have the same programs, files and hub. */
export interface Sides extends AsyncDisposable {
  readonly sandbox: Side
  readonly plain: Side
  /** Of Docker, on both sides. */
  readonly version: string
}

/** Opens both sides, with what they need. @throws {DriverError} with a sentence for the host. */
export async function openSides(options: OpenSidesOptions): Promise<Sides> {
  const { settings, steps, signal } = options
  await using opened = new AsyncDisposableStack()
  const { name: deployment } = opened.use(await claimDeployment(settings.STATE_DIRECTORY))
  const { engine: found, ...started } = await openEngine(steps, signal)
  opened.use(started)
  const { docker } = found
  // What an earlier run left that was killed.
  await sweepLeftovers(docker, deployment)
  opened.defer(() => sweepLeftovers(docker, deployment).then(() => {}))
  const { host, engine } = await examineHost(found, engineChoices(settings))
  const image = await ensureSandboxImage(docker, { debian: settings.SANDBOX_DEBIAN })
  const key = await loadDeploymentKey(settings.STATE_DIRECTORY)
  const driver = createDockerEngineDriver({
    docker,
    onThisKernel: engine.onThisKernel,
    image,
    deployment,
    limits: sandboxLimits(settings),
    host,
  })
  const onFault = (error: unknown) => steps.say(String(error))
  const hub = await startHub({
    ...{ settings, steps, signal, onFault, key },
    ...(await hubOfEngine(docker, deployment, { driver, sandboxImage: image }, signal)),
    livingSandboxes: new Set(),
  })
  if (hub === undefined) throw new DriverError('Both sides need the hub.')
  opened.use(hub.opened)
  await Promise.race([hub.prepared, once(signal, 'abort')])
  signal.throwIfAborted()
  const store = hub.opened.layerStore.value
  const layers = store === undefined ? undefined : ({ name: store, access: 'read' } as const)
  const id = `fidelity-${randomBytes(3).toString('hex')}`
  const [sandbox, plain] = await Promise.all([
    steps.do('Sandbox', async () =>
      opened.use(await openSandboxSide({ driver, key, id, hub: hub.opened.hub, layers, signal })),
    ),
    steps.do('Plain Docker engine', async () =>
      opened.use(
        await startPlainEngine({
          docker,
          image,
          labels: sandboxLabels(deployment, 'plain'),
          hub: hub.opened.hub,
        }),
      ),
    ),
  ])
  const version = await versionOf(plain)
  const running = opened.move()
  return { sandbox, plain, version, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function versionOf(side: Side): Promise<string> {
  const { stdout } = await side.run("docker version --format '{{.Server.Version}}'")
  return stdout.trim()
}
