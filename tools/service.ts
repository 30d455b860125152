import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { proxyVariables } from '../sandbox-server/common/outbound-proxy.ts'
import { DeploymentError } from '../sandbox-server/deployment.ts'
import { SiteError } from './course-site.ts'
import { installSteps } from './service/install.ts'
import {
  exists,
  isRunBySystemd,
  PLACES,
  readInstallFacts,
  ServiceError,
  serviceSettings,
  siteAddress,
} from './service/machine.ts'
import { obstacles } from './service/obstacles.ts'
import { removeSteps } from './service/remove.ts'
import { describeStatus, readStatus } from './service/status.ts'
import { foreseenSteps, type ServiceStep, takeSteps } from './service/step.ts'
import { SERVICE } from './service/unit.ts'
import { Steps } from './steps.ts'
import { stopOnSignals } from './stop-signal.ts'

const USAGE = `npm run service -- install [--dry-run]
npm run service -- remove [--purge] [--dry-run]
npm run service -- status

install has systemd run Docker Blitz from this folder, as the user blitz, now and at each boot. It
says what it does, and does only what is missing, so that it serves for an upgrade, too. Settings of
its environment (PORT=8080 npm run service -- install) begin ${PLACES.environmentFile}.

remove stops it, and removes its sandboxes. The settings and the state stay.

  --purge    the settings, the state and the user go, too
  --dry-run  say what would be done

status says whether it runs, where, and whether it has live terminals.`

const PROJECT = join(import.meta.dirname, '..')

const WRONG_CALL = 2

/** What ends this program with its own sentence. */
const EXPECTED = [DeploymentError, ServiceError, SiteError]

const steps = new Steps(process.stderr)
const stop = stopOnSignals()

interface Flags {
  readonly isPurge: boolean
  readonly isDryRun: boolean
}

const COMMANDS: ReadonlyMap<string, (flags: Flags) => Promise<number>> = new Map([
  ['install', install],
  ['remove', remove],
  ['status', status],
])

/** @returns the exit status. */
async function main(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    options: {
      purge: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  })
  const command = COMMANDS.get(positionals.join(' '))
  if (values.help || command === undefined) {
    console.error(USAGE)
    return values.help ? 0 : WRONG_CALL
  }
  return command({ isPurge: values.purge ?? false, isDryRun: values['dry-run'] ?? false })
}

async function install({ isDryRun }: Flags): Promise<number> {
  const inTheWay = obstacles(await readInstallFacts(PROJECT))
  for (const sentence of inTheWay) steps.say(sentence)
  const { environment, settings } = await serviceSettings()
  if (!settings || (inTheWay.length > 0 && !isDryRun)) return 1
  const planned = installSteps({ project: PROJECT, settings, environment, signal: stop.signal })
  if (isDryRun) return sayForeseen(planned, inTheWay.length === 0 ? 0 : 1)
  // What root makes here, the service's user reads.
  process.umask(0o022)
  // An upgrade downloads by the same proxy as the service.
  Object.assign(process.env, proxyVariables(environment))
  await takeSteps(planned, steps)
  steps.say(
    `\n  Open ${siteAddress(settings.HOST, settings.PORT, settings.BASE)}\n  Settings: ${PLACES.environmentFile}\n  Log: journalctl -u ${SERVICE} -f\n`,
  )
  return 0
}

async function remove({ isPurge, isDryRun }: Flags): Promise<number> {
  if (!isDryRun && process.getuid?.() !== 0) {
    throw new ServiceError('Only root can remove a service: sudo npm run service -- remove')
  }
  if (!isDryRun && !(await isRunBySystemd()) && (await exists(PLACES.unit))) {
    throw new ServiceError('This machine is not run by systemd now, which has to stop the service.')
  }
  const { environment } = await serviceSettings()
  const planned = removeSteps({ environment, isPurge })
  if (isDryRun) return sayForeseen(planned, 0)
  await takeSteps(planned, steps)
  if (!isPurge) {
    const kept = [PLACES.environmentFile, PLACES.stateDirectory].join(' and ')
    steps.say(`\n  ${kept} stay for another installation; --purge removes them.\n`)
  }
  return 0
}

async function status(): Promise<number> {
  const { lines, code } = describeStatus(await readStatus())
  console.log(lines.join('\n'))
  return code
}

async function sayForeseen(planned: readonly ServiceStep[], code: number): Promise<number> {
  console.log('It would:')
  console.log((await foreseenSteps(planned)).join('\n'))
  return code
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (stop.signal.aborted) process.exitCode = 130
  else {
    const isWrongFlag = String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
    const isExpected = isWrongFlag || EXPECTED.some((kind) => error instanceof kind)
    if (!isExpected) throw error
    steps.say(isWrongFlag ? `${(error as Error).message}\n\n${USAGE}` : (error as Error).message)
    process.exitCode = isWrongFlag ? WRONG_CALL : 1
  }
}
process.disconnect?.()
