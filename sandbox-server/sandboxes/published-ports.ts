import { request as httpRequest, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import { MAXIMUM_PORTS } from '../../protocol/limits.ts'
import type { PublishedPort } from '../../protocol/messages.ts'
import type { Line } from './line.ts'
import { ChannelAgent } from './ssh/channel-agent.ts'
import type { SandboxConnection } from './ssh/connection.ts'

/** The reader's engine, as `sandbox/` sets it up. */
const ENGINE_SOCKET = '/run/user/1000/docker.sock'

/** What changes the list; see `docker events` in Docker's API reference. */
const EVENTS = { type: ['container'], event: ['start', 'die', 'rename', 'pause', 'unpause'] }

/** A list of many containers; the engine is the reader's, and may say anything. */
const MAXIMUM_LIST_BYTES = 1024 * 1024

/** Time until an engine that went is asked again, in milliseconds. */
const RETRY_MILLISECONDS = 1000

/** Time between two lists at least, in milliseconds: containers can come and go in a loop. */
const LISTS_APART_MILLISECONDS = 100

const containers = z.array(
  z.object({
    Names: z.array(z.string()),
    State: z.string(),
    Ports: z.array(z.object({ PublicPort: z.optional(z.number()), Type: z.string() })),
  }),
)

/**
 * Tells the TCP ports that the reader's containers publish: at once, and after each change; and
 * undefined when the reader's engine does not answer. Goes on until `signal` aborts, also when that
 * engine is started anew, or the connection is.
 */
export async function watchPublishedPorts(
  line: Line,
  tell: (ports: readonly PublishedPort[] | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  let connection: SandboxConnection | undefined
  const agent = new ChannelAgent(async () => {
    connection = await line.standing()
    return connection.connectToSocket(ENGINE_SOCKET)
  })
  const ask = (path: string) => askEngine(agent, path, signal)
  while (!signal.aborted) {
    let events: IncomingMessage | undefined
    try {
      events = await ask(`/events?filters=${encodeURIComponent(JSON.stringify(EVENTS))}`)
      tell(await listPorts(ask))
      // What happened is not looked at: the list says it all.
      for await (const _ of events) {
        tell(await listPorts(ask))
        await wait(LISTS_APART_MILLISECONDS, undefined, { signal })
      }
    } catch {
      // As an end of the events: either the engine went, or the connection.
    } finally {
      events?.destroy()
    }
    const isReached = await connection?.answers()
    if (isReached && !signal.aborted) tell(undefined)
    await wait(events ? LISTS_APART_MILLISECONDS : RETRY_MILLISECONDS, undefined, { signal }).catch(
      () => {},
    )
  }
}

/** @returns the ports of an answer of `/containers/json`, each once, lowest first. */
export function parsePorts(answer: unknown): PublishedPort[] {
  const ports = new Map<number, PublishedPort>()
  for (const { Names, State, Ports } of containers.parse(answer)) {
    const container = Names[0]?.replace(/^\//, '') ?? ''
    for (const { PublicPort: port, Type } of Ports) {
      if (port !== undefined && Type === 'tcp' && State === 'running') {
        ports.set(port, { port, container })
      }
    }
  }
  return [...ports.values()].sort((one, other) => one.port - other.port).slice(0, MAXIMUM_PORTS)
}

async function listPorts(
  ask: (path: string) => Promise<IncomingMessage>,
): Promise<readonly PublishedPort[]> {
  const answer = await ask('/containers/json')
  let bytes = 0
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MAXIMUM_LIST_BYTES) answer.destroy(new Error('The list of containers is too long.'))
  })
  return parsePorts(JSON.parse((await buffer(answer)).toString('utf8')))
}

function askEngine(
  agent: ChannelAgent,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest({ agent, path, signal, headers: { host: 'engine' } }, resolve)
      .on('error', reject)
      .end()
  })
}
