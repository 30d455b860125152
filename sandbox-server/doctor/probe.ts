import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileTrouble } from '../common/host-trouble.ts'
import type { HostFacts, SandboxLimits } from '../drivers/docker-engine/create-options.ts'
import { createDockerEngineDriver } from '../drivers/docker-engine/driver.ts'
import { sweepLeftovers } from '../drivers/docker-engine/sweep.ts'
import type { EngineFacts } from '../engines/engine-facts.ts'
import type { FoundEngine } from '../engines/find-engine.ts'
import { type CourseImage, ensureCourseImage } from '../images/course-image.ts'
import { type Sandbox, startSandbox } from '../sandboxes/sandbox.ts'
import { NEW_SHELL } from '../sandboxes/shells/shells.ts'
import { loadDeploymentKey } from '../sandboxes/ssh/deployment-key.ts'
import type { AskedLimits } from '../settings.ts'
import type { CheckResult } from './check.ts'
import { type ReadersMeasure, readersCheck } from './readers-check.ts'
import { PROBE } from './report.ts'

const COMMAND = 'docker container run --rm busybox:latest true'

/** How long the container inside the sandbox may take, in milliseconds. */
const COMMAND_MILLISECONDS = 60_000

const BRIEF_CHARACTERS = 40

/** A course whose sandboxes are tried. */
export interface ProbedCourse {
  /** Empty where the server has one. */
  readonly name: string
  readonly image: CourseImage
  /** What its sandboxes ask for, of what the host allows. */
  readonly asked: AskedLimits
}

export interface ProbeOptions {
  readonly engine: FoundEngine
  readonly image: CourseImage
  /** The release of Debian that the sandboxes' Docker comes from. */
  readonly debian: string
  readonly host: HostFacts
  readonly limits: SandboxLimits
  /** Processors of the engine's machine, and whether that is this one. */
  readonly facts: Pick<EngineFacts, 'cpus' | 'onThisKernel'>
  /** What the host sets for the house. */
  readonly house: Pick<ReadersMeasure, 'maximum' | 'reserveBytes' | 'workshopSeats'>
  readonly onProgress?: ((text: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * The check that counts: a sandbox as readers get it starts, its own engine runs a container, where
 * it has one, and it is removed again.
 * @returns the check, and before it what was measured of the machine by the way.
 * @throws when `signal` aborts; whatever was created is removed then, too.
 */
export async function probe(options: ProbeOptions): Promise<readonly CheckResult[]> {
  const { engine, debian, host, limits, facts, house, onProgress, signal } = options
  const { hasEngine } = options.image
  const deployment = `docker-blitz-doctor-${randomBytes(4).toString('hex')}`
  const keyDirectory = await mkdtemp(join(tmpdir(), `${deployment}-`))
  try {
    const image = await ensureCourseImage(engine.docker, {
      ...options.image,
      debian,
      onProgress: ({ text, step, total }) =>
        onProgress?.(step ? `Building the sandbox image, ${step}/${total}: ${brief(text)}` : text),
      signal,
    })
    onProgress?.('Starting a sandbox')
    const driver = createDockerEngineDriver({
      docker: engine.docker,
      onThisKernel: facts.onThisKernel,
      image,
      deployment,
      limits,
      host,
      hasEngine,
    })
    const started = performance.now()
    const sandbox = await startSandbox({
      driver,
      key: await loadDeploymentKey(keyDirectory),
      id: 'probe',
      hasEngine,
      ...(signal && { signal }),
    })
    try {
      const startMilliseconds = performance.now() - started
      if (!hasEngine) return [await runShell(sandbox, startMilliseconds)]
      const before = await processorSeconds(sandbox)
      const result = await runContainer(sandbox, startMilliseconds)
      const containerSeconds = (await processorSeconds(sandbox)) - before
      if (result.state !== 'good' || !(containerSeconds > 0)) return [result]
      const readers = readersCheck({
        ...house,
        cpus: facts.cpus,
        containerSeconds,
        sandboxBytes: await sandbox.handle.memoryBytes(),
        room: await driver.room(),
      })
      return [readers, result]
    } finally {
      await sandbox.destroy()
    }
  } catch (error) {
    signal?.throwIfAborted()
    const said = error instanceof Error ? error.message : `${error}`
    const found = fileTrouble(error, keyDirectory) ?? said
    return [{ name: PROBE, state: 'bad', found }]
  } finally {
    await rm(keyDirectory, { recursive: true })
    // An engine that went away during the probe is what the result is about already.
    await sweepLeftovers(engine.docker, deployment).catch(() => {})
  }
}

/** @returns not a number where the engine does not say: nothing is told of readers then. */
function processorSeconds({ handle }: Sandbox): Promise<number> {
  return handle.processorSeconds().catch(() => Number.NaN)
}

async function runShell(sandbox: Sandbox, startMilliseconds: number): Promise<CheckResult> {
  const { status, stderr } = await sandbox.connection.exec('true', {
    outputBytes: 4096,
    milliseconds: COMMAND_MILLISECONDS,
  })
  if (status !== 0) return { name: PROBE, state: 'bad', found: `A shell failed: ${stderr.trim()}` }
  const way = await wayTo(sandbox)
  const found = `a sandbox without an engine started in ${seconds(startMilliseconds)}, and is reached ${way}`
  return { name: PROBE, state: 'good', found }
}

/** How bytes come to a sandbox from this machine. */
async function wayTo({ handle }: Sandbox): Promise<string> {
  const shell = await handle.dial(NEW_SHELL)
  shell?.destroy()
  return shell ? 'directly' : 'through the engine'
}

async function runContainer(sandbox: Sandbox, startMilliseconds: number): Promise<CheckResult> {
  const began = performance.now()
  const result = await sandbox.connection.exec(COMMAND, {
    outputBytes: 4096,
    milliseconds: COMMAND_MILLISECONDS,
  })
  const runMilliseconds = performance.now() - began
  if (result.status !== 0) {
    const said = result.timedOut ? 'it did not end' : result.stderr.trim().split('\n').at(-1)
    return { name: PROBE, state: 'bad', found: `In a sandbox, ${COMMAND} failed: ${said}` }
  }
  const found = [
    `a sandbox started in ${seconds(startMilliseconds)}`,
    `ran a container in ${seconds(runMilliseconds)}`,
    `and is reached ${await wayTo(sandbox)}`,
  ].join(', ')
  return { name: PROBE, state: 'good', found }
}

/** The commands of a Dockerfile can be long: their beginning says which one it is. */
function brief(command: string): string {
  const line = command.replaceAll(/\s+/g, ' ')
  return line.length > BRIEF_CHARACTERS ? `${line.slice(0, BRIEF_CHARACTERS)}…` : line
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
