import { homedir } from 'node:os'
import type Docker from 'dockerode'
import { installation } from '../common/installation.ts'
import { DriverError } from '../drivers/driver.ts'
import { currentContext, readContext } from './docker-contexts.ts'
import type { EngineAddress } from './engine-address.ts'
import {
  type ChosenContext,
  clientDirectory,
  type EngineCandidate,
  type EngineSurroundings,
  engineCandidates,
} from './engine-candidates.ts'
import { engineClient } from './engine-client.ts'
import { FORBIDDEN, unreachableReason } from './unreachable-reason.ts'

/** How long an engine may take to answer, in milliseconds; an SSH log-in comes first for some. */
const ANSWER_MILLISECONDS = 15_000

export interface FoundEngine {
  readonly docker: Docker
  /** As a host would name the place: a variable, a context or a path. */
  readonly from: string
  /** Whether it is reached through a file of this machine; it may run in a virtual machine. */
  readonly overSocket: boolean
}

/** No engine answers; the message says why, and what to do. */
export class EngineNotFoundError extends DriverError {
  /**
   * - `chosen`: a variable or a context names an engine, so that starting another is no answer.
   * - `forbidden`: there is one that this user may not use.
   * - `none`: there is none.
   */
  readonly kind: 'chosen' | 'forbidden' | 'none'
  readonly why: string
  readonly advice: string
  /** For the places that were tried, sentences that say why not. */
  readonly tried: readonly string[]

  constructor(reason: Pick<EngineNotFoundError, 'kind' | 'why' | 'advice' | 'tried'>) {
    super(`${reason.why} ${reason.advice}`.trim())
    this.kind = reason.kind
    this.why = reason.why
    this.advice = reason.advice
    this.tried = reason.tried
  }
}

/**
 * The first engine that answers, of all places where one may be.
 * @throws {EngineNotFoundError} when none does, or the one that was chosen does not.
 */
export async function findEngine(
  environment: EngineSurroundings['environment'],
): Promise<FoundEngine> {
  /** Places by the reason why they were no good. */
  const failures = new Map<string, string[]>()
  for (const { from, chosenBy, address } of await namedCandidates(environment)) {
    const { docker, why } = await ask(address)
    if (docker) return { docker, from, overSocket: address.kind === 'socket' }
    failures.set(why, [...(failures.get(why) ?? []), from])
    if (chosenBy) {
      const tried = sentences(failures)
      const advice = why === FORBIDDEN ? LET_IN : WITHOUT[chosenBy]
      const sentence = `${from} does not answer: ${why}.`
      throw new EngineNotFoundError({ kind: 'chosen', why: sentence, advice, tried })
    }
  }
  const tried = sentences(failures)
  const forbidden = failures.get(FORBIDDEN)?.[0]
  if (forbidden) {
    const why = `${forbidden} is there, but ${FORBIDDEN}.`
    throw new EngineNotFoundError({ kind: 'forbidden', why, advice: LET_IN, tried })
  }
  const why = 'No Docker engine answers on this machine.'
  throw new EngineNotFoundError({ kind: 'none', why, advice: '', tried })
}

function sentences(failures: ReadonlyMap<string, readonly string[]>): string[] {
  return [...failures].map(([why, places]) => `${places.join(', ')}: ${why}.`)
}

/** In a container there are no names of the machine's groups, and the engine runs in any case. */
const LET_IN =
  installation() === 'image'
    ? "Give it the socket's group:\n  SERVER_USER=10001:$(stat -c %g /var/run/docker.sock) docker compose up -d"
    : 'Let it, then log in again:\n  sudo usermod -aG docker "$USER"'

/** What to do about a choice that leads nowhere. */
const WITHOUT: Readonly<Record<NonNullable<EngineCandidate['chosenBy']>, string>> = {
  DOCKER_HOST: 'Start that engine, or unset DOCKER_HOST to use the one of this machine.',
  DOCKER_CONTEXT: 'Start that engine, or unset DOCKER_CONTEXT to use the one of this machine.',
  'docker context use': 'Start that engine, or choose another: docker context use default',
}

async function namedCandidates(
  environment: EngineSurroundings['environment'],
): Promise<readonly EngineCandidate[]> {
  const home = environment['HOME'] || homedir()
  try {
    return engineCandidates({
      environment,
      home,
      userId: process.getuid?.(),
      platform: process.platform,
      chosenContext: await chosenContext(environment, clientDirectory(environment, home)),
    })
  } catch (error) {
    if (!(error instanceof DriverError)) throw error
    const { message: why } = error
    throw new EngineNotFoundError({ kind: 'chosen', why, advice: '', tried: [why] })
  }
}

async function chosenContext(
  environment: EngineSurroundings['environment'],
  directory: string,
): Promise<ChosenContext | undefined> {
  const byVariable = environment['DOCKER_CONTEXT']
  const name = byVariable || (await currentContext(directory))
  if (!name) return undefined
  return {
    name,
    by: byVariable ? 'DOCKER_CONTEXT' : 'docker context use',
    context: await readContext(directory, name),
  }
}

/** @returns a client of the engine at `address`, where it answers; else why not. */
export async function ask(
  address: EngineAddress,
  milliseconds = ANSWER_MILLISECONDS,
): Promise<{ docker: Docker; why?: never } | { docker?: never; why: string }> {
  const abort = AbortSignal.timeout(milliseconds)
  try {
    const docker = await engineClient(address)
    // `@types/dockerode` lacks the options of a ping.
    const ping = docker.ping as (options: object) => Promise<unknown>
    if (String(await ping.call(docker, { abortSignal: abort })) === 'OK') return { docker }
    return { why: 'what answers there is not a Docker engine' }
  } catch (error) {
    if (abort.aborted) return { why: `nothing answered within ${milliseconds / 1000} s` }
    return { why: unreachableReason(error) }
  }
}
