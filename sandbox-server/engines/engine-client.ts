import { readFile } from 'node:fs/promises'
import { Agent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { join } from 'node:path'
import Docker from 'dockerode'
import { withBoundedCalls } from './bounded-calls.ts'
import type { EngineAddress, EngineTls } from './engine-address.ts'
import { sshAgent } from './ssh-agent.ts'

/**
 * Left to itself, dockerode takes what is not given from `DOCKER_HOST`; here the address alone
 * decides.
 */
const NOT_FROM_ENVIRONMENT = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  username: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  protocol: 'http',
} as const

/** A connection to the engine that nobody uses is closed after this time, as Node's own; milliseconds. */
const IDLE_MILLISECONDS = 5000

/**
 * A client of the engine at `address`; it has not been asked anything yet. Each of its calls fails
 * where the engine does not answer in time.
 * @throws when the files of its TLS cannot be read.
 */
export async function engineClient(address: EngineAddress): Promise<Docker> {
  return withBoundedCalls(await clientOf(address))
}

async function clientOf(address: EngineAddress): Promise<Docker> {
  switch (address.kind) {
    case 'socket':
      return new Docker({
        ...NOT_FROM_ENVIRONMENT,
        socketPath: address.path,
        ...withAgent(directAgent()),
      })
    case 'ssh':
      return new Docker({
        ...NOT_FROM_ENVIRONMENT,
        // The name that the engine sees; the way there is the agent's.
        host: 'engine',
        ...withAgent(sshAgent(address.destination, address.port)),
      })
    case 'tcp': {
      const { host, port, tls } = address
      const place = { ...NOT_FROM_ENVIRONMENT, host: host.includes(':') ? `[${host}]` : host, port }
      if (!tls) return new Docker({ ...place, ...withAgent(directAgent()) })
      return new Docker({ ...place, protocol: 'https', ...withAgent(await tlsAgent(tls)) })
    }
  }
}

/** Node's own agent goes by the host's proxy where `NODE_USE_ENV_PROXY` is set; this one never does. */
function directAgent(): Agent {
  return new Agent({ keepAlive: true, scheduling: 'lifo', timeout: IDLE_MILLISECONDS })
}

async function tlsAgent({ directory, verify }: EngineTls): Promise<HttpsAgent> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readOptional(directory, name)),
  )
  return new HttpsAgent({
    rejectUnauthorized: verify,
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  })
}

async function readOptional(directory: string, name: string): Promise<Buffer | undefined> {
  if (directory === '') return undefined
  try {
    return await readFile(join(directory, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** `@types/dockerode` lacks a field that docker-modem hands to Node's HTTP client. */
function withAgent(agent: object): object {
  return { agent }
}
