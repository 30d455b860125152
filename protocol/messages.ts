import * as z from 'zod/mini'
import {
  MAXIMUM_COLUMNS,
  MAXIMUM_COMMAND_LENGTH,
  MAXIMUM_CONTAINER_NAME_LENGTH,
  MAXIMUM_EXEC_INPUT_LENGTH,
  MAXIMUM_EXEC_MILLISECONDS,
  MAXIMUM_ROWS,
} from './limits.ts'
import { usablePath } from './path.ts'

/**
 * The messages of one page's one socket. All are JSON text; what a terminal prints and what is typed
 * into it travel beside them as binary frames (`frames.ts`). Both sides parse what arrives with
 * these schemas.
 */

/** Chosen by the client, unique among its open channels; one channel is one block. */
const channel = /* @__PURE__ */ z.int().check(z.minimum(0), z.maximum(0xffff_ffff))
const request = /* @__PURE__ */ z.int().check(z.minimum(0), z.maximum(0xffff_ffff))
/** Bytes of output since the shell began. */
const offset = /* @__PURE__ */ z.int().check(z.minimum(0))
const port = /* @__PURE__ */ z.int().check(z.minimum(1), z.maximum(65_535))
const columns = /* @__PURE__ */ z.int().check(z.minimum(1), z.maximum(MAXIMUM_COLUMNS))
const rows = /* @__PURE__ */ z.int().check(z.minimum(1), z.maximum(MAXIMUM_ROWS))
const directory = /* @__PURE__ */ z
  .string()
  .check(z.refine((path) => usablePath(path) !== undefined))

/** Names a terminal within the reader's sandbox, such as `docker-basics/block-1`. */
export const terminalName = /* @__PURE__ */ z
  .string()
  .check(z.regex(/^(?=.{1,70}$)[a-z0-9][a-z0-9_.-]*(\/[a-z0-9][a-z0-9_.-]*)*$/))

/** Tells a shell from those that had its terminal's name before it, or have it after. */
export const shellId = /* @__PURE__ */ z.string().check(z.regex(/^[0-9a-f]{12}$/))

/** Tells apart those that type into one shell: a page has one for each of its terminals. */
export const writerId = /* @__PURE__ */ z.string().check(z.regex(/^[0-9a-f]{12}$/))

export const signalName = z.enum(['INT', 'QUIT', 'TERM', 'HUP', 'KILL'])

/** Made by a call that a bundler may drop: no page parses what it says itself. */
export const clientMessage = /* @__PURE__ */ (() =>
  z.discriminatedUnion('type', [
    /** The first message. Without a token a new session begins. */
    z.strictObject({
      type: z.literal('hello'),
      version: z.int(),
      token: z.optional(z.string().check(z.maxLength(2048))),
    }),
    /**
     * Opens the terminal of that name, or attaches to it when it lives. With `from` the client
     * resumes a terminal that it had: it gets the bytes after that offset and never a new shell, and
     * with `shell` that one and no other. `claim`: false leaves the size to whoever has it, if anyone.
     */
    z.strictObject({
      type: z.literal('open'),
      channel,
      terminal: terminalName,
      writer: writerId,
      columns,
      rows,
      claim: z.optional(z.boolean()),
      directory: z.optional(directory),
      from: z.optional(offset),
      shell: z.optional(shellId),
    }),
    /** The size of a channel that owns its terminal's size; of another one it is only remembered. */
    z.strictObject({ type: z.literal('resize'), channel, columns, rows }),
    /** Takes the terminal's size over from whichever channel has it. */
    z.strictObject({ type: z.literal('claim'), channel, columns, rows }),
    /** To the foreground processes of the terminal. */
    z.strictObject({ type: z.literal('signal'), channel, signal: signalName }),
    /** All output before `offset` has been consumed. */
    z.strictObject({ type: z.literal('acknowledge'), channel, offset }),
    /** Stops watching. The shell goes on; with `ifUnwatched` it ends where nobody else watches it. */
    z.strictObject({
      type: z.literal('leave'),
      channel,
      ifUnwatched: z.optional(z.literal('close')),
    }),
    /** Ends the terminal's shell and all that runs in it. */
    z.strictObject({ type: z.literal('close'), channel }),
    /**
     * Runs a command beside the terminals; answered by `exec-result` or `error`. Sent again after a broken
     * connection, so a command must bear being run twice. `input`: its standard input, in ASCII.
     */
    z.strictObject({
      type: z.literal('exec'),
      request,
      command: z.string().check(z.minLength(1), z.maxLength(MAXIMUM_COMMAND_LENGTH)),
      directory: z.optional(directory),
      milliseconds: z.optional(z.int().check(z.minimum(1), z.maximum(MAXIMUM_EXEC_MILLISECONDS))),
      input: z.optional(z.string().check(z.maxLength(MAXIMUM_EXEC_INPUT_LENGTH))),
    }),
    /** Asks for the address of what the reader's containers publish on a port. */
    z.strictObject({ type: z.literal('preview'), request, port }),
    /**
     * Throws the sandbox away; the next `open` gets a new one. With `sandbox` that one and no other: the
     * reader may have a fresh one by the time this arrives.
     */
    z.strictObject({
      type: z.literal('reset'),
      sandbox: z.optional(z.string().check(z.maxLength(64))),
    }),
    /** Gives up a place in the queue. A sandbox that the reader has, or is about to get, stays. */
    z.strictObject({ type: z.literal('leave-queue') }),
    /** Puts off the end that is announced, where that may be. */
    z.strictObject({ type: z.literal('extend') }),
    /** `act` is one of `workshop-messages.ts`, which pages of a workshop alone have loaded. */
    z.strictObject({ type: z.literal('workshop'), act: z.unknown() }),
    z.strictObject({ type: z.literal('ping') }),
  ]))()

/** What a sandbox is doing while it starts, in the order in which it happens. */
export const startStep = z.enum(['image', 'container', 'connection', 'engine', 'images'])

/** Why a sandbox ended. */
export const endReason = z.enum([
  'reset',
  'idle',
  'lifetime',
  'closed',
  'memory',
  'lost',
  'failed',
  'left',
  /** Its workshop has closed. */
  'workshop',
])

/** Why a sandbox did not start, however often that was tried. */
export const startFailure = z.enum(['busy', 'engine'])

/** An end that is near, in seconds from this message on. `extensible`: `extend` puts it off. */
export const ending = z.object({
  reason: z.enum(['idle', 'lifetime', 'workshop']),
  seconds: z.number().check(z.minimum(0)),
  extensible: z.boolean(),
})

/**
 * A limit that the reader's sandbox has hit: memory and disk in bytes. `network`: names of the
 * internet were asked for, and a sandbox has no network.
 */
export const notice = z.object({
  code: z.enum(['memory', 'processes', 'disk', 'output', 'network']),
  used: z.number(),
  limit: z.number(),
})

const share = z.object({ used: z.number(), limit: z.number() })

/** What the reader's sandbox uses of its memory and its disk, in bytes. */
export const usage = z.object({ memory: share, disk: share })

/** `connection`: the sandbox is not reached. `engine`: the Docker engine in it does not answer. */
export const trouble = z.enum(['connection', 'engine'])

export const sandboxStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  /**
   * Every sandbox is taken, or as many as readers of one address, or a workshop, may have. `place` 1 is next;
   * `waitSeconds` is null while nobody can tell.
   */
  z.object({
    state: z.literal('queued'),
    cause: z.enum(['house', 'address', 'workshop']),
    place: z.int().check(z.minimum(1)),
    waitSeconds: z.nullable(z.int().check(z.minimum(0))),
  }),
  /** `waitSeconds`: until it is ready, where a busy machine makes that long. */
  z.object({
    state: z.literal('starting'),
    step: startStep,
    waitSeconds: z.optional(z.int().check(z.minimum(0))),
  }),
  /**
   * `id` tells this sandbox from the reader's next one. `secondsLeft`: until its lifetime is over;
   * not a date, because a reader's clock may be hours off. `ending`: it will end soon. `trouble`:
   * something in it or on the way to it has failed, and mends itself.
   */
  z.object({
    state: z.literal('ready'),
    id: z.string(),
    secondsLeft: z.int().check(z.minimum(0)),
    ending: z.optional(ending),
    trouble: z.optional(trouble),
  }),
  /** `failure`: why it did not start, where that is known. */
  z.object({
    state: z.literal('gone'),
    reason: endReason,
    failure: z.optional(startFailure),
  }),
])

/** What `docker pull` finds in the sandboxes of this server. */
export const hubStatus = z.object({
  /**
   * `off`: no Docker Hub at all. `filling`: some images are there, others come within minutes.
   * `failed`: what is not there now will not come.
   */
  state: z.enum(['off', 'filling', 'ready', 'failed']),
  /** Images that are not Docker Hub's own but were built here, such as `ubuntu:latest`. */
  standIns: z.array(z.string()),
})

export const errorCode = z.enum([
  'channel-unknown',
  'channel-in-use',
  'channels-exhausted',
  'terminal-gone',
  'terminals-exhausted',
  'terminal-failed',
  'sandbox-failed',
  'sandbox-full',
  'exec-busy',
  'exec-failed',
  'preview-impossible',
])

/** A TCP port of the sandbox that a container publishes. */
export const publishedPort = z.object({
  port,
  container: z.string().check(z.maxLength(MAXIMUM_CONTAINER_NAME_LENGTH)),
})

export const serverMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    version: z.int(),
    token: z.string(),
    sandbox: sandboxStatus,
    hub: hubStatus,
  }),
  z.object({ type: z.literal('sandbox'), status: sandboxStatus }),
  z.object({ type: z.literal('hub'), status: hubStatus }),
  /**
   * Output follows from `offset` on: before `end` it is history, from there on it is live. `resumed`:
   * the shell was there already. `secret`: the shell's own marks have it. An offset past the one that was asked for means that the bytes
   * between were cut. `taken`: how many bytes the shell has of what this channel's writer typed.
   * `columns`, `rows`: the terminal's size, which this channel decides where it is `owned`.
   */
  z.object({
    type: z.literal('opened'),
    channel,
    shell: shellId,
    secret: z.string().check(z.maxLength(64)),
    offset,
    end: offset,
    resumed: z.boolean(),
    taken: offset,
    columns,
    rows,
    owned: z.boolean(),
  }),
  /**
   * The shell has every byte before `offset` of what this channel's writer typed. `again`: it does not
   * have what was sent after that, and waits for it.
   */
  z.object({ type: z.literal('taken'), channel, offset, again: z.boolean() }),
  /** The terminal has another size now, or another owner of its size. */
  z.object({ type: z.literal('size'), channel, columns, rows, owned: z.boolean() }),
  /** The shell has ended, and every byte of it was sent. */
  z.object({
    type: z.literal('exited'),
    channel,
    status: z.nullable(z.int()),
    signal: z.nullable(z.string()),
  }),
  z.object({
    type: z.literal('exec-result'),
    request,
    /** Null when a signal or the time limit ended the command. */
    status: z.nullable(z.int()),
    timedOut: z.boolean(),
    /** Some output was left out. */
    truncated: z.boolean(),
    stdout: z.string(),
    stderr: z.string(),
  }),
  z.object({
    type: z.literal('error'),
    code: errorCode,
    message: z.string(),
    channel: z.optional(channel),
    request: z.optional(request),
  }),
  z.object({ type: z.literal('notice'), notice }),
  /** Told when it has changed, and not more often than every five seconds. */
  z.object({ type: z.literal('usage'), usage }),
  /** Every port that can be opened now. */
  z.object({ type: z.literal('ports'), ports: z.array(publishedPort) }),
  /** `address`: to be opened once and soon; it admits this browser. */
  z.object({ type: z.literal('preview'), request, address: z.string() }),
  /** `news` is one of `workshop-messages.ts`. */
  z.object({ type: z.literal('workshop'), news: z.unknown() }),
  z.object({ type: z.literal('pong') }),
])

export type ClientMessage = z.infer<typeof clientMessage>
export type ServerMessage = z.infer<typeof serverMessage>
export type SandboxStatus = z.infer<typeof sandboxStatus>
export type Queued = Omit<Extract<SandboxStatus, { state: 'queued' }>, 'state'>
export type Starting = Omit<Extract<SandboxStatus, { state: 'starting' }>, 'state'>
export type StartFailure = z.infer<typeof startFailure>
export type Gone = Omit<Extract<SandboxStatus, { state: 'gone' }>, 'state'>
export type Ending = z.infer<typeof ending>
export type Trouble = z.infer<typeof trouble>
export type Notice = z.infer<typeof notice>
export type Usage = z.infer<typeof usage>
export type HubStatus = z.infer<typeof hubStatus>
export type StartStep = z.infer<typeof startStep>
export type EndReason = z.infer<typeof endReason>
export type ErrorCode = z.infer<typeof errorCode>
export type PublishedPort = z.infer<typeof publishedPort>
export type SignalName = z.infer<typeof signalName>
export type ExecResult = Omit<Extract<ServerMessage, { type: 'exec-result' }>, 'type' | 'request'>

/**
 * Parses one text frame.
 * @returns the message, or undefined when the text is not JSON or not a message of `schema`.
 */
export function parseMessage<Schema extends z.ZodMiniType>(
  schema: Schema,
  text: string,
): z.infer<Schema> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const result = schema.safeParse(value)
  return result.success ? result.data : undefined
}
