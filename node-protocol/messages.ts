import * as z from 'zod'

/** Of this wire: two programs that differ in it do not understand each other. */
export const NODE_PROTOCOL = 1

/** The names in the certificates of both sides: what one may do, the other may not. */
export const SERVER_NAME = 'server.docker-blitz'
export const NODE_NAME = 'node.docker-blitz'

/**
 * Memory in MiB, processors' worth of time, processes: what the plan of a workshop may say. To an engine,
 * a number that is rounded to 0 is no limit.
 */
export const nodeSeatLimits = z.object({
  memoryMiB: z.int().min(32).max(1_048_576).optional(),
  diskMiB: z.int().min(16).max(1_048_576).optional(),
  cpus: z.number().min(0.1).max(256).optional(),
  pids: z.int().min(32).max(100_000).optional(),
})

export type NodeSeatLimits = z.infer<typeof nodeSeatLimits>

/** More than any machine has. */
const MOST_PROCESSORS = 4096
const MOST_BYTES = 2 ** 50

// A host reads both in the node's log, and containers get the deployment as part of their names.
const versionName = z.string().regex(/^[\w.+-]{1,60}$/)
const deploymentName = z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,62}$/)

/** What a server says first on a connection. */
export const hello = z.object({
  protocol: z.number().int(),
  /** Of the project, such as `1.0.0`: for the sentence, where the protocols differ. */
  version: versionName,
  /** Names one start of one server. */
  server: z.string().min(1).max(100),
  /** Whose sandboxes it asks for. */
  deployment: deploymentName,
})

export type Hello = z.infer<typeof hello>

/**
 * A few words of a node. A host reads them on a board, in a terminal and in a log, which must not take
 * orders from a machine that somebody else has.
 */
function spoken(longest: number) {
  return z.string().transform((text) => text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, longest))
}

export const nodeFacts = z.object({
  protocol: z.number().int(),
  version: spoken(60),
  /** Tells this machine from all others, over restarts of its program. */
  id: z.string().regex(/^[\w:.-]{1,128}$/),
  /** As its host knows it. */
  name: spoken(255).pipe(z.string().min(1)),
  cpus: z.number().positive().max(MOST_PROCESSORS),
  memoryBytes: z.number().positive(),
  /** Those whose sandboxes it makes. Where there is only one, its name is empty. */
  courses: z.array(
    z.object({
      name: z.string(),
      hasEngine: z.boolean(),
      /** The sandbox image, as the node's engine names it. */
      image: z.string(),
    }),
  ),
  /** What a host should know of this machine. */
  warnings: z.array(spoken(2000)).max(100),
  /** Of its engine, where the host gave it any: `labels` of `daemon.json`. */
  labels: z.record(z.string(), z.string()).optional(),
  /** Its name in the Swarm that its engine is in. */
  swarmNode: z.string().optional(),
})

export type NodeFacts = z.infer<typeof nodeFacts>

/** A server may have these volumes of a node's engine mounted and removed, and no others. */
export const layerStoreName = z.string().regex(/^blitz-layers-[a-z0-9-]{1,47}$/)

/**
 * Sockets of a sandbox to which a server may be connected: no reader can put a link in their place. A
 * shell's has its terminal's name, with `+` for a slash, and its id after `~`.
 */
export const socketPath = z
  .string()
  .regex(/^\/run\/blitz\/(ssh|groups|shells\/(\.new|[A-Za-z0-9._+-]+~[0-9a-f]+))$/)

/** A line end in it would be a line of the sandbox's own names. */
const hostName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/)

export const newSandbox = z.object({
  course: z.string(),
  /** Those of the seat, where they are not the course's. */
  limits: nodeSeatLimits.optional(),
  request: z.object({
    id: z.string().regex(/^[a-z0-9-]{1,40}$/),
    authorizedKey: z.string().max(1000),
    hub: z
      .object({ authority: z.string().max(16_384), names: z.array(hostName).max(100) })
      .optional(),
    layers: z.object({ name: layerStoreName, access: z.enum(['read', 'write']) }).optional(),
  }),
})

export type NewSandbox = z.infer<typeof newSandbox>

/** A failure as it crosses the wire: `driver` has a sentence for the host, `refused` one for who asks. */
export const failure = z.object({
  kind: z.enum(['driver', 'refused', 'fault']),
  message: z.string(),
})

export type Failure = z.infer<typeof failure>

/** A line of the answer to a new sandbox. */
export const startNews = z.discriminatedUnion('type', [
  z.object({ type: z.literal('renewal') }),
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('failed'), failure }),
])

export type StartNews = z.infer<typeof startNews>

export const sandboxList = z.array(z.object({ id: z.string(), course: z.string() }))

export const sandboxState = z.enum(['running', 'paused', 'gone'])

/** A machine that says of itself what cannot be must not break what is told of all machines. */
const part = z.number().transform((share) => Math.min(1, Math.max(0, share)))
const bytes = z.number().transform((amount) => Math.min(MOST_BYTES, Math.max(0, amount)))

export const machineRoom = z.object({
  memoryBytes: bytes,
  availableBytes: bytes.optional(),
  stalled: part,
  diskBytes: bytes.optional(),
  /** Part of the time in which something waited for a processor, 0 to 1. */
  pressure: part,
  /** Part of its processors that is in use, 0 to 1. */
  busy: part.optional(),
})

export type NodeRoom = z.infer<typeof machineRoom>

export const nameList = z.array(z.string())
export const amount = z.object({ value: z.number() })
export const words = z.object({ text: z.string() })
/** Whether the Swarm drains the node's machine: workers do not know it of themselves. */
export const draining = z.object({ drained: z.boolean() })
export const sweeping = z.object({ kept: z.array(z.string()) })

/** A machine of a Swarm, as its managers see it. */
export const swarmNode = z.object({
  id: z.string(),
  hostname: z.string(),
  /** What its machine does. */
  state: z.enum(['unknown', 'down', 'ready', 'disconnected']),
  /** What its host wants. */
  availability: z.enum(['active', 'pause', 'drain']),
  labels: z.record(z.string(), z.string()),
})

export type SwarmNode = z.infer<typeof swarmNode>

/** A line of what a node tells of itself. */
export const nodeNews = z.discriminatedUnion('type', [
  z.object({ type: z.literal('beat') }),
  /** A sandbox has stopped, for whatever reason. */
  z.object({ type: z.literal('lost'), id: z.string() }),
  /** New sandboxes of a course come from another image than before. */
  z.object({ type: z.literal('image'), course: z.string() }),
  /** Of a manager: all machines of its Swarm. */
  z.object({ type: z.literal('swarm'), nodes: z.array(swarmNode) }),
  /** It takes no new readers, and ends when it has none. */
  z.object({ type: z.literal('leaving') }),
])

export type NodeNews = z.infer<typeof nodeNews>
