import { examineHost } from '../sandbox-server/doctor/examine-host.ts'
import { ContainerTools } from '../sandbox-server/drivers/docker-engine/container-tools.ts'
import { createDockerEngineDriver } from '../sandbox-server/drivers/docker-engine/driver.ts'
import type { FoundEngine } from '../sandbox-server/drivers/docker-engine/find-engine.ts'
import { ensureSandboxImage } from '../sandbox-server/drivers/docker-engine/image.ts'
import { createStandInBuilder } from '../sandbox-server/drivers/docker-engine/stand-in-builder.ts'
import {
  findOrStartEngine,
  type StartedEngine,
} from '../sandbox-server/drivers/docker-engine/start-engine.ts'
import { sweepLeftovers } from '../sandbox-server/drivers/docker-engine/sweep.ts'
import { DriverError, type SandboxDriver } from '../sandbox-server/drivers/driver.ts'
import { type PreparedHub, prepareHub } from '../sandbox-server/hub/prepare.ts'
import { HostTools } from '../sandbox-server/hub/tools.ts'
import {
  type DeploymentKey,
  loadDeploymentKey,
} from '../sandbox-server/sandboxes/ssh/deployment-key.ts'
import type { LiveOptions } from '../sandbox-server/server.ts'
import { SessionTokens } from '../sandbox-server/sessions/session-token.ts'
import { type Settings, sandboxLimits } from '../sandbox-server/settings.ts'
import type { Steps } from './steps.ts'

const MINUTE_MILLISECONDS = 60_000
const MIB = 1024 * 1024

/** A page that reloads, or the next page of the course, is back within a few seconds. */
const PLACE_KEPT_MILLISECONDS = 20_000

export interface OpenHostOptions {
  readonly settings: Settings
  readonly deployment: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly steps: Steps
  readonly signal: AbortSignal
  /** Told of errors that readers are spared. */
  readonly onFault: (error: unknown) => void
}

/** What live terminals run on, until it is disposed of. */
export interface Host extends AsyncDisposable {
  /** Absent where there can be none: the site shows its recorded output. */
  readonly live: LiveOptions | undefined
}

/**
 * Gets this machine ready for sandboxes: an engine, the image, and nothing left of an earlier
 * server. What cannot be had is said, and the site is served without live terminals.
 */
export async function openHost(options: OpenHostOptions): Promise<Host> {
  const { settings, environment, steps, signal } = options
  if (settings.LIVE_TERMINALS === 'off') return pagesOnly()
  await using opened = new AsyncDisposableStack()
  const engine = await orWithout(options, () =>
    steps.do(
      'Docker engine',
      (onProgress) =>
        findOrStartEngine(environment, {
          stateDirectory: settings.STATE_DIRECTORY,
          onProgress,
          signal,
        }),
      ({ engine: { from }, started }) => (started ? `started, at ${from}` : `at ${from}`),
    ),
  )
  if (engine === undefined) return pagesOnly()
  opened.defer(() => engine.stop())
  const live = await orWithout(options, () => openLive(options, engine, opened))
  const host = opened.move()
  return { live, [Symbol.asyncDispose]: () => host.disposeAsync() }
}

async function openLive(
  options: OpenHostOptions,
  found: StartedEngine,
  opened: AsyncDisposableStack,
): Promise<LiveOptions> {
  const { settings, deployment, steps, signal } = options
  const { docker } = found.engine
  const { checks, host, engine } = await examineHost(found.engine, settings.SANDBOX_RUNTIME)
  for (const { name, state, found, advice } of checks) {
    if (state !== 'good') steps.say(`  ${name}: ${[found, advice].filter(Boolean).join(' ')}`)
  }
  const image = await steps.do('Sandbox image', (tell) =>
    ensureSandboxImage(docker, {
      onProgress: ({ text, step, total }) => tell(step ? `${step} of ${total}: ${text}` : text),
      signal,
    }),
  )
  const leftovers = await sweepLeftovers(docker, deployment)
  if (leftovers > 0) steps.say(`  ${leftovers} left over by an earlier server: removed.`)
  const driver = createDockerEngineDriver({
    docker,
    image,
    deployment,
    limits: sandboxLimits(settings),
    host,
  })
  const key = await loadDeploymentKey(settings.STATE_DIRECTORY)
  const prepared =
    settings.HUB === 'on' ? await openHub(options, { docker, driver, key, image }) : undefined
  if (prepared) opened.use(prepared.hub)
  const maximum =
    settings.MAXIMUM_SANDBOXES ?? sandboxesFor(engine.memoryBytes, settings.SANDBOX_MEMORY_MIB)
  return {
    driver,
    key,
    ...(prepared && { hub: prepared.hub, layerStore: () => prepared.layerStore }),
    tokens: await SessionTokens.load(settings.STATE_DIRECTORY),
    limits: {
      idleMilliseconds: settings.SANDBOX_IDLE_MINUTES * MINUTE_MILLISECONDS,
      lifetimeMilliseconds: settings.SANDBOX_LIFETIME_MINUTES * MINUTE_MILLISECONDS,
      extensions: settings.SANDBOX_EXTENSIONS,
      detachedMilliseconds: settings.TERMINAL_DETACHED_MINUTES * MINUTE_MILLISECONDS,
      terminals: settings.TERMINALS_PER_SANDBOX,
      placeKeptMilliseconds: PLACE_KEPT_MILLISECONDS,
    },
    warm: settings.WARM_SANDBOXES,
    warmMaximum: settings.WARM_SANDBOXES_MAXIMUM,
    startsAtOnce: settings.STARTS_AT_ONCE ?? Math.max(2, Math.floor(engine.cpus / 2)),
    maximum,
    perAddress: settings.SANDBOXES_PER_ADDRESS ?? perAddressFor(maximum),
  }
}

interface HubGround {
  readonly docker: FoundEngine['docker']
  readonly driver: SandboxDriver
  readonly key: DeploymentKey
  readonly image: string
}

/** @returns undefined where the hub cannot be had, after saying why. */
async function openHub(
  options: OpenHostOptions,
  ground: HubGround,
): Promise<PreparedHub | undefined> {
  const { steps, signal } = options
  try {
    return await fillAndStartHub(options, ground)
  } catch (error) {
    signal.throwIfAborted()
    steps.say(`${(error as Error).message}\nSandboxes have no Docker Hub.`)
    return undefined
  }
}

function fillAndStartHub(options: OpenHostOptions, ground: HubGround): Promise<PreparedHub> {
  const { settings, deployment, steps, signal, onFault } = options
  const { docker, driver, key, image } = ground
  return steps.do(
    'Docker Hub of the sandboxes',
    async (tell) =>
      prepareHub({
        stateDirectory: settings.STATE_DIRECTORY,
        driver,
        key,
        sandboxImage: image,
        standIns: await createStandInBuilder(docker),
        pushLimitBytes: settings.HUB_PUSH_MIB * MIB,
        upstream: settings.HUB_UPSTREAM,
        tools: new HostTools(new ContainerTools(docker, deployment)),
        onFault,
        onProgress: ({ step, total, text }) => tell(`${step} of ${total}: ${text}`),
        signal,
      }),
    ({ standIns }) => (standIns.length === 0 ? '' : `${standIns.length} images are stand-ins`),
  )
}

/** As many as fit if each takes all that it may; one in any case. */
function sandboxesFor(memoryBytes: number, sandboxMiB: number): number {
  return Math.max(1, Math.floor(memoryBytes / (sandboxMiB * MIB)))
}

/** A whole room behind one address gets in, and yet a seat in ten is left for everybody else. */
function perAddressFor(maximum: number): number {
  return Math.max(1, maximum - Math.ceil(maximum / 10))
}

/** @returns undefined where the engine fails, after saying what follows from that. */
async function orWithout<Result>(
  { steps, signal }: OpenHostOptions,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof DriverError)) throw error
    steps.say(`${error.message}\n`)
    steps.say('Live terminals are off: the pages show their recorded output.')
    steps.say('npm run doctor says more about this machine.')
    return undefined
  }
}

function pagesOnly(): Host {
  return { live: undefined, async [Symbol.asyncDispose]() {} }
}
