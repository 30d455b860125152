import { request as httpRequest, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import { MAXIMUM_PORTS } from '../../protocol/limits.ts'
import { type PublishedPort, publishedPort } from '../../protocol/messages.ts'
import type { Line } from './line.ts'
import { ChannelAgent } from './ssh/channel-agent.ts'
import type { SandboxConnection } from './ssh/connection.ts'
import { firstAnswer } from './ssh/first-answer.ts'

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

/** Share of the time that may be spent on reading lists, which can be long and come without end. */
const LISTS_SHARE = 0.02

/** Time that the engine may take to begin an answer, in milliseconds. */
const ANSWER_MILLISECONDS = 60_000

const container = z.object({
  Names: z.array(z.string()),
  State: z.string(),
  Ports: z.array(z.unknown()),
})
const publication = z.object({ PublicPort: z.number(), Type: z.literal('tcp') })

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
    return connection.connectSilently(ENGINE_SOCKET)
  })
  const ask = (path: string) => askEngine(agent, path, signal)
  const list = async () => {
    const { ports, milliseconds } = await listPorts(ask)
    tell(ports)
    const pause = Math.max(LISTS_APART_MILLISECONDS, milliseconds / LISTS_SHARE)
    await wait(pause, undefined, { signal })
  }
  while (!signal.aborted) {
    let events: IncomingMessage | undefined
    const begun = performance.now()
    try {
      events = await ask(`/events?filters=${encodeURIComponent(JSON.stringify(EVENTS))}`)
      await list()
      // What happened is not looked at: the list says it all.
      for await (const _ of events) await list()
    } catch {
      // As an end of the events: either the engine went, or the connection.
    } finally {
      events?.destroy()
    }
    const isReached = await connection?.answers()
    if (isReached && !signal.aborted) tell(undefined)
    const lasted = performance.now() - begun
    const pause = Math.max(LISTS_APART_MILLISECONDS, RETRY_MILLISECONDS - lasted)
    await wait(pause, undefined, { signal }).catch(() => {})
  }
}

/**
 * @returns the ports of an answer of `/containers/json`, each once, lowest first. The engine is the
 * reader's and may say anything: an entry that cannot be shown is left out, and no other with it.
 */
export function parsePorts(answer: unknown): PublishedPort[] {
  const ports = new Map<number, PublishedPort>()
  for (const entry of z.array(z.unknown()).parse(answer)) {
    const { data: found } = container.safeParse(entry)
    if (found?.State !== 'running') continue
    for (const port of found.Ports) {
      const shown = publishedPort.safeParse({
        port: publication.safeParse(port).data?.PublicPort,
        container: found.Names[0]?.replace(/^\//, '') ?? '',
      }).data
      if (shown) ports.set(shown.port, shown)
    }
  }
  return [...ports.values()].sort((one, other) => one.port - other.port).slice(0, MAXIMUM_PORTS)
}

/** @returns the ports, and how long the server's one thread was busy with the list. */
async function listPorts(
  ask: (path: string) => Promise<IncomingMessage>,
): Promise<{ ports: readonly PublishedPort[]; milliseconds: number }> {
  const answer = await ask('/containers/json')
  let bytes = 0
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > MAXIMUM_LIST_BYTES) answer.destroy(new Error('The list of containers is too long.'))
  })
  const bytesOfList = await buffer(answer)
  const begun = performance.now()
  const ports = parsePorts(JSON.parse(bytesOfList.toString('utf8')))
  return { ports, milliseconds: performance.now() - begun }
}

async function askEngine(
  agent: ChannelAgent,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const asked = httpRequest({ agent, path, signal, headers: { host: 'engine' } })
  asked.end()
  const { answer, upgraded } = await firstAnswer(asked, ANSWER_MILLISECONDS)
  upgraded?.stream.destroy()
  return answer
}
