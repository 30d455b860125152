import * as z from 'zod'
import { parseNodeAddress } from '../node-protocol/address.ts'
import { readBasePath, readOrigin, readParentName, type Written } from './common/written-address.ts'

/** One setting: a variable of the environment, as `npm start -- --help` lists it. */
interface Setting<Value> {
  readonly schema: z.ZodType<Value, string | undefined>
  /** As a host would write it; absent where an empty setting has a meaning of its own. */
  readonly fallback?: string
  readonly unit: string
  readonly comment: string
}

function setting<Value>(
  schema: z.ZodType<Value, string | undefined>,
  fallback: string | undefined,
  unit: string,
  comment: string,
): Setting<Value> {
  return { schema, unit, comment, ...(fallback !== undefined && { fallback }) }
}

const whole = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d+$/, 'a whole number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum))

const decimal = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'a number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum))

const text = z.string().min(1, 'not empty')

/** What a host wrote in any clear form, in its one form. @param expected what the setting takes. */
function written(read: (text: string) => Written, expected: string) {
  return z.string().transform((text, context) => {
    const result = read(text.trim())
    if ('value' in result) return result.value
    context.addIssue({ code: 'custom', message: `${expected}; ${result.problem}` })
    return z.NEVER
  })
}

/** Values between commas; one too many at the end is no mistake. */
function list<Value>(one: z.ZodType<Value, string>, expected: string) {
  return z
    .string()
    .transform((text) => text.split(/[,\s]+/).filter(Boolean))
    .pipe(z.array(one).refine((values) => values.length > 0, { error: expected }))
    .transform((values) => [...new Set(values)])
}

const ORIGINS = 'origins such as https://blitz.example.org, separated by commas'
const origins = list(written(readOrigin, ORIGINS), ORIGINS)

const NETWORKS = 'addresses or networks such as 127.0.0.1 or 10.0.0.0/8, separated by commas'
const networks = list(
  z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: NETWORKS }),
  NETWORKS,
)

const basePath = written(
  readBasePath,
  'a path such as /docker/, of letters, digits and any of - _ . ~',
)

const NODE_ADDRESSES =
  'addresses such as unix:/run/docker-blitz/node.sock or tasks.node:7443, separated by commas'
const nodeAddress = z.string().transform((text, context) => {
  const address = parseNodeAddress(text)
  if (address !== undefined) return address
  context.addIssue({ code: 'custom', message: `${NODE_ADDRESSES}; ${text} is none` })
  return z.NEVER
})

const nodeLabel = z
  .string()
  .regex(/^[^=\s]+=[^=\s]+$/, 'a label such as blitz=yes')
  .transform((text) => {
    const [name = '', value = ''] = text.split('=')
    return { name, value }
  })

const folders = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((path) => path.trim())
      .filter(Boolean),
  )
  .refine((paths) => paths.length > 0, { error: 'a folder, or several separated by commas' })

/** Every setting of the server. The environment is read by {@link readSettings} alone. */
export const SETTINGS = {
  HOST: setting(
    text.transform((host) => host.replace(/^\[(.*)\]$/, '$1')),
    '127.0.0.1',
    'address',
    'Where the server listens; 0.0.0.0 lets the whole network in.',
  ),
  PORT: setting(
    whole(0, 65_535),
    '8000',
    'port',
    'The one port of site and terminals; 0 takes any free one.',
  ),
  PUBLIC_ORIGINS: setting(
    origins.optional(),
    undefined,
    'origins',
    'Under which addresses readers see the site, where you have a name for it (behind a proxy).',
  ),
  BASE: setting(
    basePath,
    '/',
    'path',
    'Under which path the site is, where a proxy has other things at /, such as /docker/.',
  ),
  EMBED_ORIGINS: setting(
    origins.optional(),
    undefined,
    'origins',
    'Sites whose pages may show this one in a frame, such as a learning platform; by default none.',
  ),
  TRUSTED_PROXIES: setting(
    networks.optional(),
    undefined,
    'addresses',
    "Reverse proxies whose X-Forwarded-For names the reader's address.",
  ),
  PREVIEW_HOST: setting(
    written(readParentName, 'a name such as preview.example.org').optional(),
    undefined,
    'name',
    "A name with wildcard DNS, under which readers' apps are. Without it they are under localhost.",
  ),
  PREVIEW_PORT: setting(
    whole(1, 65_535).optional(),
    undefined,
    'port',
    "Where there is no such name: a second port of this server for readers' apps, at localhost too.",
  ),
  PREVIEW_LISTEN_PORT: setting(
    whole(1, 65_535).optional(),
    undefined,
    'port',
    'Where a proxy of this machine has PREVIEW_PORT: the port at which the server listens instead.',
  ),
  COURSE: setting(
    folders,
    'content',
    'folders',
    'The course, relative to the project; several, separated by commas, get a page that lists them.',
  ),
  SITE: setting(
    written(readOrigin, 'an origin such as https://blitz.example.org').optional(),
    undefined,
    'address',
    'Of the published site: pages then name it to search engines, and have pictures to be shared with.',
  ),
  STATE_DIRECTORY: setting(
    text,
    '.blitz',
    'path',
    "The deployment's keys, logs and stamps; relative to the project.",
  ),
  LIVE_TERMINALS: setting(
    z.enum(['on', 'off']),
    'on',
    'on or off',
    'off serves the pages with their recorded output alone.',
  ),
  WARM_SANDBOXES: setting(
    whole(0, 100),
    '1',
    'sandboxes',
    'Kept ready ahead at least, so that a first Run is immediate.',
  ),
  WARM_SANDBOXES_MAXIMUM: setting(
    whole(0, 1000),
    '8',
    'sandboxes',
    'Kept ready ahead at most, while readers come often.',
  ),
  PREPARED_SANDBOXES: setting(
    whole(0, 10_000),
    '0',
    'sandboxes',
    'Made ahead for as many readers as are expected, and frozen until they come; those that readers have count.',
  ),
  STARTS_AT_ONCE: setting(
    whole(1, 1000).optional(),
    undefined,
    'sandboxes',
    "That start at the same time; by default half the engine's processors, and two at least.",
  ),
  MAXIMUM_SANDBOXES: setting(
    whole(1, 10_000).optional(),
    undefined,
    'sandboxes',
    'Alive at once at most; by default readers are let in while memory is left.',
  ),
  MEMORY_RESERVE_MIB: setting(
    whole(0, 1_048_576).optional(),
    undefined,
    'MiB',
    'Memory of the machine that readers do not get; by default a tenth of it, 256 to 2048 MiB.',
  ),
  SANDBOXES_PER_ADDRESS: setting(
    whole(1, 10_000).optional(),
    undefined,
    'sandboxes',
    'For readers of one address, and as many may wait; by default nine tenths of all.',
  ),
  SANDBOX_MEMORY_MIB: setting(
    whole(256, 1_048_576),
    '1536',
    'MiB',
    'Memory of one sandbox, its disk included.',
  ),
  SANDBOX_DISK_MIB: setting(
    whole(64, 1_048_576),
    '1024',
    'MiB',
    "Room for the images and containers of a reader's engine.",
  ),
  SANDBOX_CPUS: setting(decimal(0.1, 256), '1', 'processors', 'Processor time of one sandbox.'),
  SANDBOX_PIDS: setting(
    whole(128, 100_000),
    '1024',
    'processes',
    'Processes and threads of one sandbox.',
  ),
  SANDBOX_DEBIAN: setting(
    z.enum(['forky', 'trixie']),
    'forky',
    'release',
    "Of Debian, that the sandboxes' Docker comes from: forky has Docker 28.5, trixie 26.1.",
  ),
  SANDBOX_RUNTIME: setting(
    text.optional(),
    undefined,
    'runtime',
    'A stronger runtime that the engine offers, such as sysbox-runc or runsc.',
  ),
  SANDBOX_CGROUP_PARENT: setting(
    text.optional(),
    undefined,
    'control group',
    'The control group of all sandboxes, by whose limits they are bounded together.',
  ),
  WHEN_STOPPED: setting(
    z.enum(['remove', 'keep']),
    'remove',
    'remove or keep',
    'What becomes of the sandboxes: keep leaves those that readers have to the next start.',
  ),
  SANDBOX_IDLE_MINUTES: setting(
    decimal(0.05, 10_080),
    '30',
    'minutes',
    'A sandbox that nobody uses ends after this time.',
  ),
  SANDBOX_PAUSE_MINUTES: setting(
    decimal(0, 10_080),
    '5',
    'minutes',
    'A sandbox in which nothing happens is paused after this time, and wakes at once; 0: never.',
  ),
  SANDBOX_CLOSED_MINUTES: setting(
    decimal(0, 10_080),
    '5',
    'minutes',
    'A sandbox whose pages have all been closed for this time goes to a reader who waits; 0: never.',
  ),
  SANDBOX_LIFETIME_MINUTES: setting(
    decimal(0.05, 43_200),
    '240',
    'minutes',
    'A sandbox ends after this time, even while it is in use.',
  ),
  SANDBOX_EXTENSIONS: setting(
    whole(0, 1000),
    '1',
    'times',
    'How many times a reader may restart the lifetime once its end has been announced.',
  ),
  TERMINAL_DETACHED_MINUTES: setting(
    decimal(0.01, 10_080),
    '10',
    'minutes',
    'A shell outlives its page for this time.',
  ),
  TERMINALS_PER_SANDBOX: setting(
    whole(1, 1000),
    '256',
    'shells',
    'Shells that one reader may have open: each block of the course can be one.',
  ),
  HUB: setting(
    z.enum(['on', 'off']),
    'on',
    'on or off',
    'A Docker Hub for every sandbox, filled in the background of the first start, in minutes.',
  ),
  HUB_IMAGES: setting(
    z.enum(['all', 'course']),
    'all',
    'all or course',
    'Which images of the catalogue that hub gets: all, or those of the course alone, in a third of the room.',
  ),
  HUB_PUSH_MIB: setting(
    whole(1, 1_048_576),
    '512',
    'MiB',
    'What one reader may push to the Docker Hub of the sandboxes.',
  ),
  HUB_UPSTREAM: setting(
    z
      .string()
      .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), {
        error: 'an address such as https://registry-1.docker.io',
      })
      .optional(),
    undefined,
    'address',
    'The real Docker Hub, asked for what the catalogue lacks, where readers may have that.',
  ),
  NODES: setting(
    list(nodeAddress, NODE_ADDRESSES).optional(),
    undefined,
    'addresses',
    'Node programs that run the sandboxes, so that this server needs no engine: a name stands for all its addresses.',
  ),
  NODE_CERTIFICATES: setting(
    text.optional(),
    undefined,
    'folder',
    'With authority.pem, server.pem and server-key.pem, by which server and nodes know each other over a network.',
  ),
  NODE_LABEL: setting(
    nodeLabel.optional(),
    undefined,
    'label',
    'Of a Docker Swarm: only machines that have it take readers (docker node update --label-add).',
  ),
  NODE_LOST_SECONDS: setting(
    whole(5, 60),
    '30',
    'seconds',
    'A machine that is away for longer is given up, and its readers get a new sandbox at their next Run.',
  ),
  METRICS: setting(
    z.enum(['loopback', 'all', 'off']),
    'loopback',
    'who',
    'Readers of /metrics: this machine, everybody who reaches the port, or nobody.',
  ),
  LOG_LEVEL: setting(
    z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    'warn',
    'level',
    'How much the server logs, as JSON lines on standard error.',
  ),
} as const satisfies Record<string, Setting<unknown>>

/** What `npm run node` takes besides: the server has none of these. */
export const NODE_SETTINGS = {
  NODE_LISTEN: setting(
    text,
    'unix:/run/docker-blitz/node.sock',
    'address',
    'Where the node program listens for the server: unix:/PATH, or HOST:PORT with NODE_CERTIFICATES.',
  ),
  NODE_CERTIFICATES: setting(
    text.optional(),
    undefined,
    'folder',
    'With authority.pem, node.pem and node-key.pem, by which server and node know each other over a network.',
  ),
  NODE_ORPHAN_MINUTES: setting(
    decimal(0.01, 10_080),
    '30',
    'minutes',
    'A node that has had no server for this time ends its sandboxes.',
  ),
  NODE_NAME: setting(
    text.optional(),
    undefined,
    'name',
    "What hosts call this machine; by default its engine's name.",
  ),
  NODE_ID: setting(
    z
      .string()
      .regex(/^[\w:.-]{1,100}$/, 'letters, digits and any of _ : . -')
      .optional(),
    undefined,
    'id',
    'Where several node programs share one engine: tells the sandboxes of this one from the others.',
  ),
  NODE_PROC: setting(
    text,
    '/proc',
    'path',
    'Where the /proc of the machine is: a container has one of its own, and needs that of the machine bound.',
  ),
} as const satisfies Record<string, Setting<unknown>>

type ValuesOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never
}

export type Settings = ValuesOf<typeof SETTINGS>
export type NodeSettings = ValuesOf<typeof NODE_SETTINGS>

/** The settings of a server that its nodes take, too. */
const SHARED_WITH_NODES = [
  'COURSE',
  'STATE_DIRECTORY',
  'SANDBOX_MEMORY_MIB',
  'SANDBOX_DISK_MIB',
  'SANDBOX_CPUS',
  'SANDBOX_PIDS',
  'SANDBOX_DEBIAN',
  'SANDBOX_RUNTIME',
  'SANDBOX_CGROUP_PARENT',
  'LOG_LEVEL',
] as const satisfies readonly (keyof Settings)[]

/** What a course asks for its sandboxes; what it does not name is what the settings say. */
export interface AskedLimits {
  readonly memoryMiB?: number | undefined
  readonly diskMiB?: number | undefined
  readonly cpus?: number | undefined
  readonly pids?: number | undefined
}

/**
 * @param asked by a course, whose author does not own the machine: no more than the settings say.
 * @returns the limits of one sandbox, as every driver takes them.
 */
export function sandboxLimits(settings: Settings, asked: AskedLimits = {}) {
  const least = (setting: number, wanted = setting) => Math.min(setting, wanted)
  return {
    memoryMiB: least(settings.SANDBOX_MEMORY_MIB, asked.memoryMiB),
    diskMiB: least(settings.SANDBOX_DISK_MIB, asked.diskMiB),
    cpus: least(settings.SANDBOX_CPUS, asked.cpus),
    pids: least(settings.SANDBOX_PIDS, asked.pids),
  }
}

/** @returns the limits of a sandbox of which some are set otherwise. */
export function limitsWith(
  limits: ReturnType<typeof sandboxLimits>,
  own: AskedLimits,
): ReturnType<typeof sandboxLimits> {
  return {
    memoryMiB: own.memoryMiB ?? limits.memoryMiB,
    diskMiB: own.diskMiB ?? limits.diskMiB,
    cpus: own.cpus ?? limits.cpus,
    pids: own.pids ?? limits.pids,
  }
}

/** The setting that bounds what a course may ask for, and how both are called. */
const ASKED = {
  memoryMiB: ['SANDBOX_MEMORY_MIB', 'MiB of memory'],
  diskMiB: ['SANDBOX_DISK_MIB', 'MiB of disk'],
  cpus: ['SANDBOX_CPUS', 'processors'],
  pids: ['SANDBOX_PIDS', 'processes'],
} as const

/** @returns a sentence for each limit of which a course asks for more than the settings allow. */
export function limitsOverSettings(settings: Settings, asked: AskedLimits): string[] {
  return Object.entries(ASKED).flatMap(([name, [setting, unit]]) => {
    const wanted = asked[name as keyof AskedLimits]
    if (wanted === undefined || wanted <= settings[setting]) return []
    return [
      `the course asks for ${wanted} ${unit} in each sandbox, and gets ${settings[setting]}. ${setting}=${wanted} allows it.`,
    ]
  })
}

/** The host's bounds of the whole house: sandboxes at most, and the memory in bytes that stays free. */
export function houseBounds(settings: Settings) {
  const { MAXIMUM_SANDBOXES: maximum, MEMORY_RESERVE_MIB: reserve } = settings
  return { maximum, reserveBytes: reserve === undefined ? undefined : reserve * 1024 * 1024 }
}

/** What the host wants of the engine in place of its defaults. */
export function engineChoices(settings: Settings) {
  return {
    runtime: settings.SANDBOX_RUNTIME,
    cgroupParent: settings.SANDBOX_CGROUP_PARENT,
  }
}

/** A setting that stops the start; the message is the one sentence to print. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

/**
 * Reads and checks every setting, once, and freezes the result.
 * @throws {SettingError} that names the first wrong setting, its value and what it takes.
 */
export function readSettings(environment: Environment): Settings {
  return readTable(SETTINGS, environment)
}

/** The same of what the node program takes besides. */
export function readNodeSettings(environment: Environment): NodeSettings {
  return readTable(NODE_SETTINGS, environment)
}

type Environment = Readonly<Record<string, string | undefined>>

function readTable<Table extends Record<string, Setting<unknown>>>(
  table: Table,
  environment: Environment,
): ValuesOf<Table> {
  const settings = Object.entries(table).map(([name, { schema, ...rest }]) => {
    const fallback = 'fallback' in rest ? rest.fallback : undefined
    const value = environment[name] || fallback
    const result = (schema as z.ZodType).safeParse(value)
    if (result.success) return [name, result.data]
    throw new SettingError(`${name}=${value} is not usable: it takes ${expectation(result.error)}.`)
  })
  return Object.freeze(Object.fromEntries(settings)) as ValuesOf<Table>
}

function expectation(error: z.ZodError): string {
  const issue = error.issues[0]
  switch (issue?.code) {
    case 'too_small':
      return `${issue.minimum} or more`
    case 'too_big':
      return `${issue.maximum} or less`
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`
    default:
      return issue?.message ?? 'another value'
  }
}

/** @returns the lines that `npm start -- --help` prints about the settings. */
export function describeSettings(): string {
  return describe(SETTINGS)
}

/** @returns the lines that `npm run node -- --help` prints about the settings. */
export function describeNodeSettings(): string {
  const shared = SHARED_WITH_NODES.map((name) => [name, SETTINGS[name]] as const)
  return describe({ ...NODE_SETTINGS, ...Object.fromEntries(shared) })
}

function describe(table: Readonly<Record<string, Setting<unknown>>>): string {
  return Object.entries(table)
    .map(([name, { unit, comment, ...rest }]) => {
      const fallback = 'fallback' in rest ? `default ${rest.fallback}` : 'not set by default'
      return `  ${name}  (${unit}; ${fallback})\n      ${comment}`
    })
    .join('\n')
}
