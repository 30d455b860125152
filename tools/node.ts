import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { CourseError } from '../lesson/course.ts'
import { showNodeAddress } from '../node-protocol/address.ts'
import { leave } from '../sandbox-node/leaving.ts'
import { Orphans } from '../sandbox-node/orphans.ts'
import { type NodeService, serveNode } from '../sandbox-node/serve-node.ts'
import { systemClock } from '../sandbox-server/common/clock.ts'
import { fileTrouble } from '../sandbox-server/common/host-trouble.ts'
import { hostCommand } from '../sandbox-server/common/installation.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { LineBudget } from '../sandbox-server/observation/line-budget.ts'
import {
  describeNodeSettings,
  type NodeSettings,
  readNodeSettings,
  readSettings,
  SettingError,
  type Settings,
} from '../sandbox-server/settings.ts'
import { fallAtUncaughtErrors } from './last-resort.ts'
import { nodeCertificates } from './node-certificates.ts'
import { claimAddress, listenAddress, type OpenedNode, openNode } from './open-node.ts'
import { Steps } from './steps.ts'
import { endAtSecondInterrupt, stopOnSignals } from './stop-signal.ts'
import { isWrongFlag } from './wrong-flag.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

const USAGE = `${hostCommand('node', ['[--help]'])}

Runs sandboxes on this machine for a server on this machine or another: docs/machines.md. Ctrl+C
stops it, and its sandboxes stay for the next start. A machine that its Swarm drains serves its
readers until they have ended; a second signal stops it at once.

Settings are variables of the environment. A course and its limits are set as for the server:

${describeNodeSettings()}
`

/** The exit status for a wrong call or setting, as for most commands of a shell. */
const WRONG_CALL = 2

/** What stops the start with its own sentence; everything else is a fault of ours. */
const EXPECTED = [CourseError, DriverError, SettingError]

const MINUTE_MILLISECONDS = 60_000

/** How long what was stopped may take for its last words; milliseconds. */
const LINGER_MILLISECONDS = 2000

const steps = new Steps(process.stderr)
const hurry = new AbortController()
// Listens before `stop` does: at the first signal, nothing has been aborted yet.
process.on('SIGTERM', () => {
  if (stop.signal.aborted) hurry.abort()
})
const stop = stopOnSignals()
endAtSecondInterrupt(() => steps.say('Stopped at once. Sandboxes stay for the next start.'))
// A terminal that was closed takes no more words.
process.stderr.on('error', () => {})

process.exitCode = await main()
process.disconnect?.()
// An engine that hangs keeps its connections open, and would keep this program for ever.
setTimeout(() => process.exit(), LINGER_MILLISECONDS).unref()

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({ options: { help: { type: 'boolean' } } })
    if (values.help) process.stdout.write(USAGE)
    else await run(readSettings(process.env), readNodeSettings(process.env))
    return 0
  } catch (error) {
    if (stop.signal.aborted) return 0
    const sentence = sentenceOf(error)
    if (sentence === undefined) throw error
    steps.say(sentence)
    return error instanceof SettingError || isWrongFlag(error) ? WRONG_CALL : 1
  }
}

async function run(settings: Settings, own: NodeSettings): Promise<void> {
  steps.say(`Docker Blitz ${version}, node program\n`)
  const logger = pino({ level: settings.LOG_LEVEL }, pino.destination(2))
  const faults = new LineBudget()
  const onFault = (error: unknown) => {
    if (faults.take(undefined, performance.now()) === undefined) return
    if (error instanceof DriverError) logger.warn(error.message)
    else logger.error({ err: error }, 'A fault of the node program')
  }
  const address = listenAddress(own)
  const certificates = await nodeCertificates(own, address)
  using _claim = await claimAddress(address, own)
  const { signal } = stop
  const environment = process.env
  await using opened = await openNode({ settings, own, version, environment, steps, signal })
  const { node } = opened
  signal.throwIfAborted()
  await using service = await serveNode({ machine: node, address, certificates, onFault })
  const { tenant } = service.tenancy
  tenant.watch(() => sayServer(service, own))
  using _orphans = new Orphans({
    tenant,
    milliseconds: own.NODE_ORPHAN_MINUTES * MINUTE_MILLISECONDS,
    clock: systemClock,
    async end() {
      const count = await node.endSandboxes()
      if (count > 0)
        steps.say(`No server for ${own.NODE_ORPHAN_MINUTES} minutes: ${count} sandboxes ended.`)
    },
    onFault,
  })
  fallAtUncaughtErrors({ onFault, closedApps: undefined })
  // From now on `bootstrap.mjs` starts it again where it falls.
  process.send?.('serving')
  steps.say(
    `\n  ${node.facts.name} serves at ${showNodeAddress(service.address)}, and waits for a server.\n`,
  )
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
  await end(opened, service)
}

function sayServer({ tenancy }: NodeService, { NODE_ORPHAN_MINUTES: minutes }: NodeSettings): void {
  const hello = tenancy.tenant.value?.hello
  if (hello) steps.say(`  A server is connected: ${hello.deployment}, version ${hello.version}.`)
  else steps.say(`  The server is away. Its sandboxes go on for ${minutes} minutes without it.`)
}

/** Ends the service as the machine's Swarm wants it: at once, or when the last reader has gone. */
async function end({ node, swarm }: OpenedNode, { tenancy }: NodeService): Promise<void> {
  const { swarmNode } = node.facts
  await steps.do(
    'Stopping',
    (tell) =>
      leave({
        clock: systemClock,
        async askManager() {
          await swarm.look()
          const found = swarm.nodes.value?.find(({ id }) => id === swarmNode)
          return found && found.availability === 'drain'
        },
        told: node.told,
        canBeTold: () => swarmNode !== undefined && tenancy.tenant.value !== undefined,
        async countSandboxes() {
          const count = await node.countSandboxes()
          tell(`this machine is drained, and has ${count} sandboxes`)
          return count
        },
        tell: () => node.beginToLeave(),
        hurry: hurry.signal,
      }),
    (left) =>
      left === 'empty' ? 'the last sandbox has ended' : 'sandboxes stay for the next start',
  )
}

function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (EXPECTED.some((kind) => error instanceof kind)) return error.message
  if (isWrongFlag(error))
    return `${error.message.split('. ')[0]}: see ${hostCommand('node', ['--help'])}.`
  return fileTrouble(error, process.env['STATE_DIRECTORY'] || '.blitz')
}
