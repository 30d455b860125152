import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { StartStep } from '../../protocol/messages.ts'
import {
  DriverError,
  type HubAccess,
  type LayerStore,
  type SandboxDriver,
  type SandboxHandle,
} from '../drivers/driver.ts'
import { Line } from './line.ts'
import { removeSandbox, removeUnheardOf } from './remove.ts'
import type { KnownPrompt } from './shells/known-prompt.ts'
import { SandboxConnection } from './ssh/connection.ts'
import type { DeploymentKey } from './ssh/deployment-key.ts'
import { StartPatience } from './start-patience.ts'

/** It is given up before, where the sandbox does not get on: this is no bound of its own. Seconds. */
const READY_SECONDS = 3600
const READY_OUTPUT_BYTES = 4096

/** Of HTTPS, on the sandbox's loopback. */
const HUB_PORT = 443

/** Time until an earlier connection has ended whose server was killed, or that broke; milliseconds. */
const RELEASED_MILLISECONDS = 15_000
const RELEASED_INTERVAL_MILLISECONDS = 100

/** The words that `blitz-ready` prints, and the step that each one begins. */
const READY_STEPS: Readonly<Record<string, StartStep>> = { engine: 'engine', images: 'images' }

/** What it prints where the layer store that it was given is empty. */
const LAYERS_MISSING = 'layers-missing'

/** A sandbox that is up: its engine answers, where it has one, and its SSH connection stands. */
export interface Sandbox {
  readonly id: string
  /** Whether a Docker engine runs in it. */
  readonly hasEngine: boolean
  /** The connection that stands, or that stood last: the line makes it again when it breaks. */
  readonly connection: SandboxConnection
  readonly line: Line
  /** What runs it. */
  readonly handle: SandboxHandle
  /** Resolves when the sandbox can no longer be used, for whatever reason. */
  readonly lost: Promise<void>
  /** Of its first shell; undefined where nobody knows it, or there has been a shell. */
  knownPrompt?: KnownPrompt | undefined
  /**
   * Connects to a Unix socket of the sandbox, by the shortest way that there is.
   * @param path one that nobody but container root can put another file in the place of.
   * @param onBroken told when what carries the stream has broken; what came before is not lost.
   * @throws when nothing listens there.
   */
  connectToSocket(path: string, onBroken: () => void): Promise<Duplex>
  destroy(): Promise<void>
  /** Ends the connection; the sandbox goes on without this server. */
  release(): void
}

/** The Docker Hub of every sandbox, as a sandbox sees it. */
export interface SandboxHub {
  readonly access: HubAccess
  accept(stream: Duplex, sandbox: string): void
  /** Removes what a sandbox left there. */
  forget(sandbox: string): Promise<void>
}

export interface StartSandbox {
  readonly driver: SandboxDriver
  readonly key: DeploymentKey
  readonly id: string
  /** Whether an engine runs in the driver's sandboxes; one does where this is absent. */
  readonly hasEngine?: boolean | undefined
  readonly hub?: SandboxHub | undefined
  readonly layers?: LayerStore | undefined
  /** The machine that it begins on, where there are several. */
  readonly node?: string | undefined
  readonly onStep?: (step: StartStep) => void
  /** Told that the store of `layers` has nothing in it: the sandbox starts without. */
  readonly onLayersMissing?: (() => void) | undefined
  readonly signal?: AbortSignal
}

/**
 * Creates a sandbox and waits until it is ready: its engine answers, where it has one. What was
 * created is removed again when a later step fails.
 * @throws {DriverError} with a sentence for the host.
 */
export async function startSandbox(options: StartSandbox): Promise<Sandbox> {
  const { driver, key, id, hasEngine = true, hub, layers, node, onStep, signal } = options
  onStep?.('container')
  const request = {
    id,
    authorizedKey: key.publicKey,
    hub: hub?.access,
    layers,
    node,
    onRenewal: () => onStep?.('image'),
  }
  const handle = await driver.create(request, signal).catch((error: unknown) => {
    removeUnheardOf(driver, id, node)
    throw error
  })
  try {
    onStep?.('connection')
    using patience = new StartPatience({ handle, signal })
    const connection = await patience.wait(logIn(handle, key, patience.signal))
    if (hub) {
      await patience.wait(connection.acceptFrom(HUB_PORT, (stream) => hub.accept(stream, id)))
    }
    // Without an engine, it is ready when its SSH server answers.
    if (!hasEngine) return assemble({ handle, key, hasEngine, hub }, connection)
    await patience.wait(
      waitUntilReady(connection, (word) => {
        const step = READY_STEPS[word]
        if (step) onStep?.(step)
        if (word === LAYERS_MISSING) options.onLayersMissing?.()
      }),
    )
    return assemble({ handle, key, hasEngine, hub }, connection)
  } catch (error) {
    // What went wrong first is what a host needs to hear.
    await removeSandbox(handle).catch(() => {})
    throw error
  }
}

export type AdoptSandbox = Pick<StartSandbox, 'key' | 'hasEngine' | 'hub'> & {
  readonly handle: SandboxHandle
}

/**
 * Connects to a sandbox that an earlier server has made. One that cannot be reached is removed.
 * @throws {DriverError} with a sentence for the host.
 */
export async function adoptSandbox(adopted: AdoptSandbox): Promise<Sandbox> {
  const { handle } = adopted
  try {
    if ((await handle.state()) === 'paused') await handle.resume()
    return assemble(adopted, await reconnect(adopted))
  } catch (error) {
    // What went wrong first is what a host needs to hear.
    await removeSandbox(handle).catch(() => {})
    throw error
  }
}

/** Connects to a sandbox that had a connection before. */
async function reconnect({ handle, key, hub }: AdoptSandbox): Promise<SandboxConnection> {
  using patience = new StartPatience({ handle })
  const connection = await patience.wait(logIn(handle, key, patience.signal))
  try {
    if (hub) {
      await acceptInTime(connection, HUB_PORT, (stream) => hub.accept(stream, handle.id))
    }
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}

async function logIn(
  handle: SandboxHandle,
  key: DeploymentKey,
  signal: AbortSignal,
): Promise<SandboxConnection> {
  return SandboxConnection.open(await handle.connect(signal), key.privateKey, signal)
}

/** The port may be taken by the earlier connection, whose end is on its way. */
async function acceptInTime(
  connection: SandboxConnection,
  port: number,
  onStream: (stream: Duplex) => void,
): Promise<void> {
  const deadline = performance.now() + RELEASED_MILLISECONDS
  for (;;) {
    try {
      return await connection.acceptFrom(port, onStream)
    } catch (error) {
      if (!connection.isOpen || performance.now() > deadline) throw error
      await delay(RELEASED_INTERVAL_MILLISECONDS)
    }
  }
}

async function waitUntilReady(
  connection: SandboxConnection,
  onWord: (word: string) => void,
): Promise<void> {
  const result = await connection.exec(`blitz-ready ${READY_SECONDS}`, {
    outputBytes: READY_OUTPUT_BYTES,
    milliseconds: (READY_SECONDS + 5) * 1000,
    onOutput: (text) => text.split(/\s+/).forEach(onWord),
  })
  if (result.status === 0) return
  const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').at(-1)
  throw new DriverError(`The Docker engine inside the sandbox did not start: ${said}`)
}

function assemble(reached: AdoptSandbox, connection: SandboxConnection): Sandbox {
  const { handle, hasEngine = true, hub } = reached
  const line = new Line(handle, connection, () => reconnect(reached))
  const streams = new Set<Duplex>()
  return {
    id: handle.id,
    hasEngine,
    get connection() {
      return line.connection
    },
    line,
    handle,
    lost: line.lost,
    async connectToSocket(path, onBroken) {
      const direct = await handle.dial(path, onBroken)
      const stream = direct ?? (await line.connection.connectToSocket(path))
      streams.add(stream)
      stream.once('close', () => streams.delete(stream))
      // Nobody would hear that it has closed before all of it was read.
      if (!direct) line.connection.onceClosed(stream, onBroken)
      return stream
    },
    async destroy() {
      line.close()
      await Promise.all([removeSandbox(handle), hub?.forget(handle.id)])
    },
    release() {
      line.close()
      for (const stream of streams) stream.destroy()
      handle.release()
    },
  }
}
