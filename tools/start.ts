import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import pino, { type Logger } from 'pino'
import { fileTrouble } from '../sandbox-server/common/host-trouble.ts'
import {
  hostCommand,
  type Installation,
  installation,
} from '../sandbox-server/common/installation.ts'
import { claimDeployment, type Deployment, DeploymentError } from '../sandbox-server/deployment.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { LineBudget } from '../sandbox-server/observation/line-budget.ts'
import { logEvents } from '../sandbox-server/observation/log-events.ts'
import { createServer } from '../sandbox-server/server.ts'
import {
  describeSettings,
  readSettings,
  SettingError,
  type Settings,
} from '../sandbox-server/settings.ts'
import { loadHostToken } from '../sandbox-server/workshops/host-tokens.ts'
import { PlanError } from '../sandbox-server/workshops/plan.ts'
import { RecordsError } from '../sandbox-server/workshops/records/records-error.ts'
import type { Workshops } from '../sandbox-server/workshops/workshops.ts'
import { SiteError } from './course-site.ts'
import { fallAtUncaughtErrors } from './last-resort.ts'
import { namedCourses } from './open-courses.ts'
import { openHost, sayPagesOnly } from './open-host.ts'
import { ensureSite, pageAddress, siteOf } from './site.ts'
import { Steps } from './steps.ts'
import { endAtSecondInterrupt, stopOnSignals } from './stop-signal.ts'
import { tryToListen } from './try-to-listen.ts'
import { isWrongFlag } from './wrong-flag.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

const USAGE = `${hostCommand('start', ['[--help]'])}

Builds what is missing, starts Docker Blitz and prints its address. Ctrl+C stops it, and removes
every sandbox; a second one stops it at once; SIGUSR2 stops it for an upgrade, and the next start goes on with them. A server that
falls is started again at once, and goes on with them, too.

Settings are variables of the environment: PORT=8080 ${hostCommand('start')}

${describeSettings()}
`

/** What a host does to stop the server. */
const STOPPING: Readonly<Record<Installation, string>> = {
  npm: 'Ctrl+C',
  archive: 'Ctrl+C',
  image: 'docker compose stop',
  apart: 'docker compose stop',
  swarm: 'docker service scale docker-blitz_server=0',
}

/** The exit status for a wrong call or setting, as for most commands of a shell. */
const WRONG_CALL = 2

/** What stops the start with its own sentence; everything else is a fault of ours. */
const EXPECTED = [DeploymentError, DriverError, SettingError, SiteError]

/** Faults that say in a sentence what a host can do. */
const SAID = [DriverError, PlanError, RecordsError]

/** How long what was stopped may take for its last words; milliseconds. */
const LINGER_MILLISECONDS = 2000

const steps = new Steps(process.stderr)
const stop = stopOnSignals()
let keepsSandboxes = false
endAtSecondInterrupt(() => steps.say('Stopped at once. The next start removes what is left.'))
process.on('SIGUSR2', () => {
  keepsSandboxes = true
  stop.abort(new Error('Stopped.'))
})
// A terminal that was closed takes no more words, and sandboxes are to be removed all the same.
process.stderr.on('error', () => {})

process.exitCode = await main()
process.disconnect?.()
// An engine that hangs keeps its connections open, and would keep this program for ever.
setTimeout(() => process.exit(), LINGER_MILLISECONDS).unref()

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({ options: { help: { type: 'boolean' } } })
    if (values.help) process.stdout.write(USAGE)
    else await run(readSettings(process.env))
    return 0
  } catch (error) {
    if (stop.signal.aborted) return 0
    const sentence = sentenceOf(error)
    if (sentence === undefined) throw error
    steps.say(sentence)
    return error instanceof SettingError || isWrongFlag(error) ? WRONG_CALL : 1
  }
}

async function run(settings: Settings): Promise<void> {
  steps.say(`Docker Blitz ${version}\n`)
  keepsSandboxes = settings.WHEN_STOPPED === 'keep'
  const logger = pino({ level: settings.LOG_LEVEL }, pino.destination(2))
  const faults = new LineBudget()
  const onFault = (error: unknown) => {
    if (faults.take(undefined, performance.now()) !== undefined) logFault(logger, error)
  }
  await using deployment = await claimIfPossible(settings.STATE_DIRECTORY)
  const { HOST, PORT, PREVIEW_PORT, PREVIEW_LISTEN_PORT = PREVIEW_PORT } = settings
  await tryToListen(HOST, PORT)
  // Where a proxy of this machine has PREVIEW_PORT, the server listens elsewhere.
  if (PREVIEW_PORT && PREVIEW_LISTEN_PORT) await tryToListen(HOST, PREVIEW_LISTEN_PORT)
  const site = await steps.do('Site', (tell) =>
    ensureSite(tell, { ...siteOf(settings), signal: stop.signal }),
  )
  await using host =
    deployment &&
    (await openHost({
      settings,
      deployment: deployment.name,
      environment: process.env,
      steps,
      signal: stop.signal,
      keepsSandboxes: () => keepsSandboxes,
      onFault,
    }))
  stop.signal.throwIfAborted()
  const server = createServer({
    host: settings.HOST,
    port: settings.PORT,
    publicOrigins: settings.PUBLIC_ORIGINS,
    base: settings.BASE,
    embedOrigins: settings.EMBED_ORIGINS,
    trustedProxies: settings.TRUSTED_PROXIES,
    previewSites: { host: settings.PREVIEW_HOST, port: settings.PREVIEW_PORT },
    previewListenPort: settings.PREVIEW_LISTEN_PORT,
    pages: site.directory,
    courses: (await namedCourses(settings)).map(({ name }) => name),
    live: host?.live,
    liveWanted: settings.LIVE_TERMINALS === 'on',
    metricsFor: settings.METRICS,
    observe: logEvents(logger),
    onFault,
  })
  try {
    const address = pageAddress(await server.listen(), settings.BASE)
    fallAtUncaughtErrors({ onFault, closedApps: host?.live?.closedApps })
    // From now on `bootstrap.mjs` starts it again where it falls.
    process.send?.('serving')
    const effect = keepsSandboxes ? 'leaves sandboxes to the next' : 'removes every sandbox'
    const stopping = STOPPING[installation()]
    const workshops = host?.live?.workshops
    const board = await boardAddress(address, settings, workshops)
    for (const sentence of seatsMissing(workshops)) steps.say(`  ${sentence}`)
    steps.say(`\n  Open ${address}${board}\n  ${stopping} stops the server and ${effect}.\n`)
    if (!stop.signal.aborted) {
      await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
    }
  } finally {
    await steps.do(
      'Stopping',
      async (tell) => {
        await server.close(keepsSandboxes ? 'taken' : 'nothing')
        tell('the hub ends what it is at')
        await host?.[Symbol.asyncDispose]()
      },
      () => (keepsSandboxes ? "readers' sandboxes stay for the next start" : ''),
    )
  }
}

/** @returns where a host's board is, as a further line; empty where there is none. */
async function boardAddress(
  address: string,
  { STATE_DIRECTORY }: Settings,
  workshops: Workshops | undefined,
): Promise<string> {
  if (workshops === undefined) return ''
  const token = await loadHostToken(STATE_DIRECTORY, workshops.records, Date.now())
  return `\n  For hosts of workshops: ${new URL('host/', address)}#${token}`
}

/** @returns a sentence for each workshop whose seats this machine cannot hold. */
function seatsMissing(workshops: Workshops | undefined): string[] {
  return [...(workshops?.all ?? [])].flatMap((workshop) => {
    const { holds, why } = workshops?.levelsOf(workshop) ?? {}
    if (workshop.phase === 'closed' || !why) return []
    return [`Workshop ${workshop.name}: ${holds} of ${workshop.plan.seats} seats. ${why}`]
  })
}

/**
 * @returns undefined where nothing can be kept in the state directory, after saying what follows.
 * @throws {DeploymentError} where another server has it.
 */
async function claimIfPossible(stateDirectory: string): Promise<Deployment | undefined> {
  try {
    return await claimDeployment(stateDirectory)
  } catch (error) {
    if (!(error instanceof DeploymentError) || error.isInUse) throw error
    sayPagesOnly(steps, error.message)
    return undefined
  }
}

function logFault(logger: Logger, error: unknown): void {
  if (SAID.some((kind) => error instanceof kind)) logger.warn((error as Error).message)
  else logger.error({ err: error }, 'A fault of the server')
}

function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (EXPECTED.some((kind) => error instanceof kind)) return error.message
  if (isWrongFlag(error))
    return `${error.message.split('. ')[0]}: see ${hostCommand('start', ['--help'])}.`
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    const setting =
      ['PREVIEW_LISTEN_PORT', 'PREVIEW_PORT'].find(
        (name) => process.env[name] === String(error.port),
      ) ?? 'PORT'
    return `Port ${error.port} is taken by another program. Set another: ${setting}=8001 ${hostCommand('start')}`
  }
  if ('code' in error && error.code === 'EADDRNOTAVAIL' && 'address' in error) {
    return `HOST=${error.address} is no address of this machine.`
  }
  if ('code' in error && error.code === 'EACCES' && 'port' in error) {
    return `Port ${error.port} is for root alone: put a proxy before the server, or set another: PORT=8000 ${hostCommand('start')}`
  }
  return fileTrouble(error, process.env['STATE_DIRECTORY'] || '.blitz')
}
