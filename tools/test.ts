import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Row } from '../runner/check-chapter.ts'
import { describeRow } from '../runner/report.ts'
import { installDebianPackages } from '../sandbox-server/debian-packages.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { openEngine } from './engine.ts'
import { ensureSite, SiteError } from './site.ts'
import { Steps } from './steps.ts'
import { stopOnSignals } from './stop-signal.ts'

interface Count {
  readonly passed: number
  readonly failed: number
}

/** What proves the tree, in order; each by its name alone, too: `npm test -- unit lint`. */
const PARTS: Readonly<Record<string, () => Promise<Count>>> = {
  types: () => command('tsc', '--build'),
  pages: () => command('astro', 'check', '--tsconfig', 'tsconfig.astro.json'),
  lint: () => command('biome', 'ci'),
  unit: () => suite('unit'),
  contract: () => suite('contract'),
  security: () => suite('security'),
  faults: () => suite('faults'),
  lessons,
  e2e: () => suite('e2e'),
}

/** Parts that need a Docker engine, and the one that needs Chromium as well. */
const WITH_ENGINE = ['contract', 'security', 'faults', 'lessons', 'e2e']
const WITH_BROWSER = 'e2e'

/** Before the names of parts: tests that can go on for long do. */
const LONG_FLAG = '--long'

const PROJECT = join(import.meta.dirname, '..')
const steps = new Steps(process.stderr)
const stop = stopOnSignals()

process.exitCode = await main(process.argv.slice(2))
process.disconnect?.()

async function main([first, ...others]: readonly string[]): Promise<number> {
  const isLong = first === LONG_FLAG
  if (isLong) process.env['TEST_LENGTH'] = 'long'
  const words = isLong || first === undefined ? others : [first, ...others]
  const unknown = words.find((word) => !(word in PARTS))
  if (unknown !== undefined) {
    steps.say(
      `There is no part ${unknown} of the tests: it takes ${Object.keys(PARTS).join(', ')}.`,
    )
    return 2
  }
  const parts = words.length === 0 ? Object.keys(PARTS) : words
  try {
    await using _needs = await prepare(parts)
    const { passed, failed } = await runAll(parts)
    console.log(`\n${passed} passed, ${failed} failed`)
    return failed === 0 ? 0 : 1
  } catch (error) {
    if (stop.signal.aborted) return 130
    if (!(error instanceof DriverError || error instanceof SiteError)) throw error
    steps.say(error.message)
    return 1
  }
}

async function runAll(parts: readonly string[]): Promise<Count> {
  let passed = 0
  let failed = 0
  for (const part of parts) {
    stop.signal.throwIfAborted()
    steps.say(`\n${part}`)
    const count = await PARTS[part]?.()
    passed += count?.passed ?? 0
    failed += count?.failed ?? 0
  }
  return { passed, failed }
}

/** Gets what the parts need, with its progress; what was started for them is stopped again. */
async function prepare(parts: readonly string[]): Promise<AsyncDisposable> {
  await using prepared = new AsyncDisposableStack()
  const { signal } = stop
  if (parts.some((part) => WITH_ENGINE.includes(part))) {
    prepared.use(await openEngine(steps, signal))
    await steps.do('Site', (tell) => ensureSite(tell, { signal }))
  }
  if (parts.includes(WITH_BROWSER) && !process.env['CHROMIUM']) {
    const found = await steps.do('Chromium', () => installDebianPackages('chromium', ['chromium']))
    if (!found) {
      throw new DriverError(
        'Chromium is needed for the tests end to end: install it, or set CHROMIUM to its path.',
      )
    }
  }
  return prepared.move()
}

async function command(program: string, ...words: string[]): Promise<Count> {
  const status = await run(program, words)
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function suite(project: string): Promise<Count> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-test-report-'))
  try {
    const report = join(directory, 'report.json')
    const status = await run('vitest', [
      'run',
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ])
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(
      await readFile(report, 'utf8'),
    ) as { numPassedTests: number; numFailedTests: number }
    // A suite that failed outside of its tests, or found none, failed all the same.
    return { passed, failed: status === 0 ? failed : Math.max(failed, 1) }
  } finally {
    await rm(directory, { recursive: true })
  }
}

/** Every chapter, on a server of its own that keeps its filled hub between runs, as the suites do. */
async function lessons(): Promise<Count> {
  const child = spawn('node', ['tools/lessons.ts', 'check', '--json'], {
    cwd: PROJECT,
    env: { ...process.env, STATE_DIRECTORY: 'node_modules/.cache/blitz-hub' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  let passed = 0
  let failed = 0
  for await (const line of createInterface(child.stdout)) {
    const row = JSON.parse(line) as Row
    if (row.problem) failed += 1
    else passed += 1
    console.log(describeRow(row))
  }
  return { passed, failed: (await ended) === 0 ? failed : Math.max(failed, 1) }
}

function run(program: string, words: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: PROJECT, stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', reject).once('close', resolve)
  })
}
