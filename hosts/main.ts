import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { ensureSandboxImage } from '../sandbox-server/images/image.ts'
import { readSettings, SettingError } from '../sandbox-server/settings.ts'
import { SiteError } from '../tools/course-site.ts'
import { openEngine } from '../tools/engine.ts'
import { Steps } from '../tools/steps.ts'
import { endAtSecondInterrupt, stopOnSignals } from '../tools/stop-signal.ts'
import { CACHE_PATH, Cache } from './cache.ts'
import type { Case } from './case.ts'
import { ALL_CASES } from './cases/all.ts'
import { HostsError } from './hosts-error.ts'
import { seeToNeeds } from './needs.ts'
import { PAGE_PATH, readPage, tellAgain } from './page.ts'
import { playCases } from './play.ts'
import { describeRow, type Row } from './row.ts'

const USAGE = `npm run test:hosts -- [--page] [--cache FOLDER] [CASE]...
npm run test:hosts -- --list

Boots systems that hosts have in virtual machines, and does in each what a host and a reader do.
Plays all cases where none is named: hours without KVM. Ends with status 0 when each went well, 1
when one did not, 2 when it was called in a wrong way. Needs root, qemu-system-x86, mmdebstrap, and
12 GiB of disk; installs the two on Debian and Ubuntu.

  --list          the names of all cases, and what they do
  --page          writes what came out into docs/hosts.md
  --cache FOLDER  where disks are kept between runs (node_modules/.cache/hosts)
`

/** The exit status for a wrong call, and for Ctrl+C (128 and the signal's number). */
const WRONG_CALL = 2
const INTERRUPTED = 130

/** What ends the work with its own sentence; everything else is a fault of ours. */
const EXPECTED = [DriverError, HostsError, SettingError, SiteError]

const steps = new Steps(process.stderr)
const stop = stopOnSignals()
endAtSecondInterrupt(() => steps.say('Stopped at once.'))

process.exitCode = await main(process.argv.slice(2))
process.disconnect?.()
// A reader of a case that failed would go on trying to connect.
process.exit()

async function main(words: string[]): Promise<number> {
  const call = readCall(words)
  if (call === undefined) return WRONG_CALL
  const { values, positionals } = call
  if (values.help) {
    process.stdout.write(USAGE)
    return 0
  }
  if (values.list) {
    for (const { name, what, missing } of ALL_CASES) {
      console.log(`${name.padEnd(20)} ${what}${missing ? ` (not yet: ${missing})` : ''}`)
    }
    return 0
  }
  const unknown = positionals.find((name) => !ALL_CASES.some((one) => one.name === name))
  if (unknown !== undefined) {
    steps.say(`There is no case ${unknown}: npm run test:hosts -- --list names them.`)
    return WRONG_CALL
  }
  const wanted = ALL_CASES.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  )
  const cases = wanted.filter(({ play }) => play !== undefined)
  if (cases.length === 0) {
    steps.say(`${wanted[0]?.name} cannot be played yet: ${wanted[0]?.missing}.`)
    return WRONG_CALL
  }
  try {
    const rows = await play(cases, new Cache(values.cache ?? CACHE_PATH), async (row) => {
      console.log(describeRow(row))
      if (values.page) await writeFile(PAGE_PATH, tellAgain(await readPage(), ALL_CASES, [row]))
    })
    return rows.every(({ isGood }) => isGood) ? 0 : 1
  } catch (error) {
    if (stop.signal.aborted) return INTERRUPTED
    if (!EXPECTED.some((kind) => error instanceof kind)) throw error
    steps.say((error as Error).message)
    return 1
  }
}

async function play(
  cases: readonly Case[],
  cache: Cache,
  onRow: (row: Row) => Promise<void>,
): Promise<Row[]> {
  const { signal } = stop
  await seeToNeeds(cache.directory, Math.max(...cases.map(({ wish }) => wish.mebibytes)))
  await using opened = new AsyncDisposableStack()
  const work = await mkdtemp(join(cache.directory, 'run-'))
  opened.defer(() => rm(work, { recursive: true, force: true }))
  const { engine } = opened.use(await openEngine(steps, signal))
  const { SANDBOX_DEBIAN } = readSettings(process.env)
  const image = await ensureSandboxImage(engine.docker, { debian: SANDBOX_DEBIAN })
  const { docker } = engine
  return await playCases({ cases, docker, image, cache, work, steps, signal, onRow })
}

function readCall(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        list: { type: 'boolean', default: false },
        page: { type: 'boolean', default: false },
        cache: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    steps.say(`${(error as Error).message.split('. ')[0]}.\n\n${USAGE}`)
  }
  return undefined
}
