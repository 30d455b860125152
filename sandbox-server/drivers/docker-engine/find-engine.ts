import { homedir } from 'node:os'
import type Docker from 'dockerode'
import { DriverError } from '../driver.ts'
import { currentContext, readContext } from './docker-contexts.ts'
import {
  type ChosenContext,
  clientDirectory,
  type EngineCandidate,
  type EngineSurroundings,
  engineCandidates,
} from './engine-candidates.ts'
import { engineClient } from './engine-client.ts'
import { unreachableReason } from './unreachable-reason.ts'

/** How long an engine may take to answer, in milliseconds; an SSH log-in comes first for some. */
const ANSWER_MILLISECONDS = 15_000

export interface FoundEngine {
  readonly docker: Docker
  /** As a host would name the place: a variable, a context or a path. */
  readonly from: string
  /** Whether it is reached through a file of this machine; it may run in a virtual machine. */
  readonly overSocket: boolean
}

/** No engine answers. */
export class EngineNotFoundError extends DriverError {
  /** Whether a variable or a context named the engine, so that starting another is no answer. */
  readonly chosen: boolean
  /** For each place, a sentence that says why not. */
  readonly tried: readonly string[]

  constructor(message: string, chosen: boolean, tried: readonly string[]) {
    super(message)
    this.chosen = chosen
    this.tried = tried
  }
}

/**
 * The first engine that answers, of all places where one may be.
 * @throws {EngineNotFoundError} when none does, or the one that was chosen does not.
 */
export async function findEngine(
  environment: EngineSurroundings['environment'],
): Promise<FoundEngine> {
  const candidates = await namedCandidates(environment)
  const tried: string[] = []
  for (const candidate of candidates) {
    const { docker, why } = await ask(candidate)
    if (docker) {
      return { docker, from: candidate.from, overSocket: candidate.address.kind === 'socket' }
    }
    if (candidate.chosenBy) {
      const sentence = `${candidate.from} does not answer: ${why}. ${WITHOUT[candidate.chosenBy]}`
      throw new EngineNotFoundError(sentence, true, [sentence])
    }
    tried.push(`${candidate.from}: ${why}.`)
  }
  throw new EngineNotFoundError('No Docker engine answers on this machine.', false, tried)
}

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
    throw new EngineNotFoundError(error.message, true, [error.message])
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

/** @returns a client of the candidate, where it answers; else why not. */
export async function ask(
  candidate: EngineCandidate,
  milliseconds = ANSWER_MILLISECONDS,
): Promise<{ docker: Docker; why?: never } | { docker?: never; why: string }> {
  const abort = AbortSignal.timeout(milliseconds)
  try {
    const docker = await engineClient(candidate.address)
    // `@types/dockerode` lacks the options of a ping.
    const answer: unknown = await (docker.ping as (options: object) => Promise<unknown>).call(
      docker,
      { abortSignal: abort },
    )
    if (String(answer) === 'OK') return { docker }
    return { why: 'what answers there is not a Docker engine' }
  } catch (error) {
    if (abort.aborted) return { why: `nothing answered within ${milliseconds / 1000} s` }
    return { why: unreachableReason(error) }
  }
}
