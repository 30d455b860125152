import { join } from 'node:path'
import { DriverError } from '../drivers/driver.ts'
import { DEFAULT_CONTEXT, type DockerContext } from './docker-contexts.ts'
import {
  ADDRESS_FORMS,
  type EngineAddress,
  type EngineTls,
  parseEngineAddress,
} from './engine-address.ts'

/** One place where an engine may be. */
export interface EngineCandidate {
  /** As a host would name it: `DOCKER_HOST=tcp://…`, a context, or a socket's path. */
  readonly from: string
  readonly address: EngineAddress
  /** What chose this one, so that no other is tried: a variable or the client's context. */
  readonly chosenBy?: 'DOCKER_HOST' | 'DOCKER_CONTEXT' | 'docker context use'
}

/** Everything that decides where an engine is looked for. */
export interface EngineSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly home: string
  /** Undefined on Windows. */
  readonly userId: number | undefined
  readonly platform: NodeJS.Platform
  /** What the Docker client's configuration chose. */
  readonly chosenContext?: ChosenContext | undefined
}

export interface ChosenContext {
  readonly name: string
  readonly by: 'DOCKER_CONTEXT' | 'docker context use'
  /** Absent where the client has no context of that name. */
  readonly context?: DockerContext | undefined
}

/** The folder of the Docker client's configuration. */
export function clientDirectory(
  environment: EngineSurroundings['environment'],
  home: string,
): string {
  return environment['DOCKER_CONFIG'] || join(home, '.docker')
}

/**
 * Where to look for an engine, first to last, in the Docker client's own order: `DOCKER_HOST`, the
 * context, then the sockets that engines have by default. What was chosen stands alone.
 * @throws {DriverError} that names a choice which is no address.
 */
export function engineCandidates(surroundings: EngineSurroundings): readonly EngineCandidate[] {
  const { environment, home, chosenContext } = surroundings
  const host = environment['DOCKER_HOST']
  if (host) {
    const from = `DOCKER_HOST=${host}`
    const address = parseEngineAddress(host, environmentTls(environment, home))
    if (!address) throw new DriverError(`${from} is not usable: it takes ${ADDRESS_FORMS}.`)
    return [{ from, address, chosenBy: 'DOCKER_HOST' }]
  }
  if (chosenContext && chosenContext.name !== DEFAULT_CONTEXT) return [ofContext(chosenContext)]
  return defaultSockets(surroundings).map((path) => ({
    from: path,
    address: { kind: 'socket', path },
  }))
}

function ofContext({ name, by, context }: ChosenContext): EngineCandidate {
  if (!context) {
    throw new DriverError(
      `There is no Docker context ${name}, which ${by} chose: see docker context ls.`,
    )
  }
  const from = `Docker context ${name} (${context.host})`
  const address = parseEngineAddress(context.host, context.tls)
  if (!address) throw new DriverError(`${from} is not usable: its host takes ${ADDRESS_FORMS}.`)
  return { from, address, chosenBy: by }
}

function environmentTls(
  environment: EngineSurroundings['environment'],
  home: string,
): EngineTls | undefined {
  const verify = Boolean(environment['DOCKER_TLS_VERIFY'])
  const directory = environment['DOCKER_CERT_PATH']
  if (!verify && !directory) return undefined
  return { directory: directory || clientDirectory(environment, home), verify }
}

function defaultSockets({ environment, home, userId, platform }: EngineSurroundings): string[] {
  if (platform === 'win32') return ['//./pipe/docker_engine']
  const runtimeDirectory = environment['XDG_RUNTIME_DIR']
  return [
    '/var/run/docker.sock',
    // A rootless engine of this user.
    ...(runtimeDirectory ? [join(runtimeDirectory, 'docker.sock')] : []),
    ...(userId === undefined ? [] : [`/run/user/${userId}/docker.sock`]),
    // Docker Desktop on macOS and on Linux.
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    join(home, '.rd/docker.sock'),
  ].filter((path, index, all) => all.indexOf(path) === index)
}
