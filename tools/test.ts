import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import type { Row } from '../runner/check-chapter.ts'
import { describeRow } from '../runner/report.ts'
import { installDebianPackages, isOnPath } from '../sandbox-server/common/debian-packages.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { readSettings, SettingError } from '../sandbox-server/settings.ts'
import { SiteError } from './course-site.ts'
import { openEngine } from './engine.ts'
import { ensureLocalhost } from './localhost.ts'
import { PATIENCE_VARIABLE, patienceByColdStart, patienceByWork } from './patience.ts'
import { enterProcessorQuota, expectGroupsByPath } from './processor-quota.ts'
import { ensureSite } from './site.ts'
import { Steps } from './steps.ts'
import { stopOnSignals } from './stop-signal.ts'
import { findProgram, type UnpackedProgram, unpackProgram } from './unpacked-programs.ts'

/** How a part came out. */
interface Outcome {
  readonly passed: number
  /** What failed, each by its name and with the first line of why, as the last lines repeat it. */
  readonly failures: readonly string[]
}

/** What is used here of a report of vitest, whose shape is that of Jest's. */
interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: 'passed' | 'failed'
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages: readonly string[] | null
    }[]
  }[]
}

/**
 * Sandboxes at once: one plays the chapters, and two the whole course. They wait for most of the
 * time, such as for a container that takes ten seconds to stop.
 */
const LESSONS_AT_ONCE = Math.max(3, availableParallelism())

/**
 * What proves the tree, in order. Each can be named alone, and so can a file of a part that has test
 * files: `npm test -- lint unit/settings`.
 */
const PARTS: Readonly<Record<string, (file?: string) => Promise<Outcome>>> = {
  types: () => command('tsc', '--build'),
  pages: () => command('astro', 'check', '--tsconfig', 'tsconfig.astro.json'),
  lint: () => command('biome', 'ci'),
  english: () => command('node', 'tools/english.ts'),
  unit: (file) => suite('unit', file),
  contract: (file) => suite('contract', file),
  security: (file) => suite('security', file),
  faults: (file) => suite('faults', file),
  fuzz: (file) => suite('fuzz', file),
  swarm: (file) => suite('swarm', file),
  lessons,
  e2e: (file) => suite('e2e', file),
  browsers: (file) => suite('browsers', file),
}

/** Parts that take minutes, or need more of a machine than the others: only where they are named. */
const LONG_ALONE = ['fuzz', 'swarm']

const EVERY_TIME = Object.keys(PARTS).filter((part) => !LONG_ALONE.includes(part))

/** Parts that need a Docker engine. */
const WITH_ENGINE = ['contract', 'security', 'faults', 'lessons', 'e2e', 'browsers', 'swarm']

/** Programs of the system that a part needs, and Debian's packages that have them. */
const PROGRAMS: readonly {
  readonly part: string
  readonly name: string
  readonly program: string
  readonly packages: readonly string[]
  /** What to do where it is missing and cannot be installed from here. */
  readonly advice: string
  /** The tests run without it, too, and take longer. */
  readonly isSpare?: boolean
  /** A variable that names the program instead. */
  readonly variable?: string
}[] = [
  {
    part: 'unit',
    name: 'AppArmor parser',
    program: 'apparmor_parser',
    packages: ['apparmor'],
    advice: 'The unit tests need apparmor_parser: install the package apparmor.',
  },
  ...['unit', 'fuzz'].flatMap((part) => [
    {
      part,
      name: 'C compiler',
      program: 'gcc',
      packages: ['gcc', 'libc6-dev'],
      advice: "The tests of the sandbox's own programs need gcc: install gcc and libc6-dev.",
    },
    {
      part,
      name: 'make',
      program: 'make',
      packages: ['make'],
      advice: "The tests of the sandbox's own programs need make: install the package make.",
    },
  ]),
  {
    part: 'fuzz',
    name: 'libFuzzer',
    program: 'clang',
    // With what clang links: its sanitizers and libFuzzer are a package that it recommends.
    packages: ['clang', 'libclang-rt-dev', 'libc6-dev'],
    advice: 'Fuzzing needs clang and its libFuzzer: install clang and libclang-rt-dev.',
  },
  {
    part: 'contract',
    name: 'readelf',
    program: 'readelf',
    packages: ['binutils'],
    advice: 'The tests of the shipped programs need readelf: install the package binutils.',
  },
  {
    part: 'swarm',
    name: 'ip',
    program: 'ip',
    packages: ['iproute2'],
    advice: "The tests on a Swarm need the machines' network: install the package iproute2.",
  },
  {
    part: 'swarm',
    name: 'tini',
    program: 'tini',
    packages: ['tini'],
    advice: 'The machines of the tests on a Swarm need a first process: install the package tini.',
  },
  {
    part: 'e2e',
    name: 'Chromium',
    program: 'chromium',
    packages: ['chromium'],
    advice: 'The tests end to end need Chromium: install it, or set CHROMIUM to its path.',
    variable: 'CHROMIUM',
  },
  {
    part: 'e2e',
    name: 'Chromium without windows',
    program: 'chromium-headless-shell',
    packages: ['chromium-headless-shell'],
    advice: 'There is none here: the tests end to end take longer with the whole Chromium.',
    isSpare: true,
    variable: 'CHROMIUM',
  },
  {
    part: 'browsers',
    name: 'Chromium',
    program: 'chromium',
    packages: ['chromium'],
    advice: 'The tests of the browsers need Chromium: install it, or set CHROMIUM to its path.',
    variable: 'CHROMIUM',
  },
  {
    part: 'browsers',
    name: 'Firefox',
    program: 'firefox-esr',
    packages: ['firefox-esr'],
    advice: 'The tests of the browsers need Firefox: install it, or set FIREFOX to its path.',
    variable: 'FIREFOX',
  },
  {
    part: 'browsers',
    name: 'WebKit',
    program: 'WebKitWebDriver',
    packages: ['webkit2gtk-driver'],
    advice:
      'The tests of the browsers need WebKitGTK: install webkit2gtk-driver, or set WEBKIT_DRIVER to its path.',
    variable: 'WEBKIT_DRIVER',
  },
  {
    part: 'browsers',
    name: 'Virtual screen',
    program: 'Xvfb',
    packages: ['xvfb'],
    advice: 'The tests of the browsers need Xvfb: install xvfb, or set XVFB to its path.',
    variable: 'XVFB',
  },
]

/** Programs of the system that the parts need, which come from their packages without being installed. */
const UNPACKED: readonly { part: string; name: string; program: UnpackedProgram }[] = [
  { part: 'contract', name: 'nginx', program: 'nginx' },
  { part: 'contract', name: 'Caddy', program: 'caddy' },
]

/** Before the names of parts: tests that can go on for long do. */
const LONG_FLAG = '--long'
/** There, too: everything has a quarter of the processors. */
const SLOW_FLAG = '--slow'

/** What keeps the tests from running; each is one sentence that says what to do. */
const EXPECTED = [DriverError, SettingError, SiteError]

const PROJECT = join(import.meta.dirname, '..')
const steps = new Steps(process.stderr)
const stop = stopOnSignals()

process.exitCode = await main(process.argv.slice(2))
process.disconnect?.()

async function main(all: readonly string[]): Promise<number> {
  if (all.includes(LONG_FLAG)) process.env['TEST_LENGTH'] = 'long'
  const words = all.filter((word) => word !== LONG_FLAG && word !== SLOW_FLAG)
  const unknown = words.find((word) => !isKnown(word))
  if (unknown !== undefined) {
    steps.say(
      `There is no part or test file ${unknown}: it takes ${[LONG_FLAG, SLOW_FLAG, ...Object.keys(PARTS)].join(', ')}.`,
    )
    return 2
  }
  const wanted = words.length === 0 ? EVERY_TIME : words
  try {
    await using _needs = await prepare(wanted.map(partOf), all.includes(SLOW_FLAG))
    const { passed, failures } = await runAll(wanted)
    for (const failure of failures) console.log(`\nFailed: ${failure}`)
    console.log(`\n${passed} passed, ${failures.length} failed`)
    return failures.length === 0 ? 0 : 1
  } catch (error) {
    if (stop.signal.aborted) return 130
    if (!EXPECTED.some((kind) => error instanceof kind)) throw error
    steps.say((error as Error).message)
    return 1
  }
}

/** @param word a part, or a part and a file of it: `unit/settings`. */
function isKnown(word: string): boolean {
  return word in PARTS || (partOf(word) in PARTS && existsSync(join(PROJECT, fileOf(word))))
}

function partOf(word: string): string {
  return word.split('/', 1).join()
}

function fileOf(word: string): string {
  return `tests/${word}.test.ts`
}

async function runAll(words: readonly string[]): Promise<Outcome> {
  let passed = 0
  const failures: string[] = []
  for (const word of words) {
    stop.signal.throwIfAborted()
    steps.say(`\n${word}`)
    const part = partOf(word)
    const outcome = await PARTS[part]?.(word === part ? undefined : fileOf(word))
    passed += outcome?.passed ?? 0
    for (const failure of outcome?.failures ?? []) failures.push(`${part}: ${failure}`)
  }
  return { passed, failures }
}

/** Gets what the parts need, with its progress; what was started for them is stopped again. */
async function prepare(parts: readonly string[], isSlow: boolean): Promise<AsyncDisposable> {
  await using prepared = new AsyncDisposableStack()
  const { signal } = stop
  await ensureLocalhost(steps)
  await installPrograms(parts)
  await unpackPrograms(parts)
  const needEngine = parts.some((part) => WITH_ENGINE.includes(part))
  const site = () => steps.do('Site', (tell) => ensureSite(tell, { signal }))
  // Nothing of the site's build is tested, and it need not be slow.
  if (isSlow && needEngine) await site()
  const quota = isSlow ? prepared.use(await enterProcessorQuota()) : undefined
  if (quota) {
    steps.say(`From here on, the tests and their sandboxes have ${quota.cpus} processors.`)
    process.env['SANDBOX_CGROUP_PARENT'] = quota.cgroupParent
    process.env['SANDBOX_CPUS'] = String(Math.min(quota.cpus, 1))
  }
  if (needEngine) {
    const { engine, ...started } = await openEngine(steps, signal)
    prepared.use(started)
    if (quota) {
      await expectGroupsByPath(engine.docker)
      prepared.defer(() => quota.removeContainers(engine.docker))
    }
    if (!isSlow) await site()
    await measure(() => patienceByColdStart(engine.docker, readSettings(process.env)))
  } else if (parts.includes('unit')) {
    await measure(patienceByWork)
  }
  return prepared.move()
}

/** @throws {DriverError} where a program that a part needs is missing, with what to do. */
async function installPrograms(parts: readonly string[]): Promise<void> {
  for (const { part, name, program, packages, advice, isSpare, variable } of PROGRAMS) {
    if (!parts.includes(part) || (variable && process.env[variable])) continue
    if (await isOnPath(program)) continue
    const install = async (tell: (what: string) => void) => {
      tell(`installing ${packages.join(' and ')}`)
      const isThere = await installDebianPackages(program, packages).catch((error: unknown) => {
        throw new DriverError(`${advice} Installing it failed: ${lastLine(error)}`)
      })
      if (!isThere) throw new DriverError(advice)
    }
    await steps.do(name, install).catch((error: unknown) => {
      if (!isSpare || !(error instanceof DriverError)) throw error
      steps.say(error.message)
    })
  }
}

/** @throws {DriverError} where a program is missing, with what to do. */
async function unpackPrograms(parts: readonly string[]): Promise<void> {
  for (const { part, name, program } of UNPACKED) {
    if (!parts.includes(part) || (await findProgram(program)) !== undefined) continue
    const advice = `The tests behind proxies need ${name}: install the package ${program}.`
    await steps.do(name, async () => {
      const isThere = await unpackProgram(program).catch((error: unknown) => {
        throw new DriverError(`${advice} Getting it failed: ${lastLine(error)}`)
      })
      if (!isThere) throw new DriverError(advice)
    })
  }
}

/** The deadlines of the tests grow with what this machine takes for a lone piece of work. */
async function measure(patience: () => Promise<number>): Promise<void> {
  const found = await steps.do('Speed of this machine', patience, (times) =>
    times === 1 ? 'deadlines as written' : `deadlines ${times} times as long as written`,
  )
  process.env[PATIENCE_VARIABLE] = String(found)
}

/** What a program of the system said last before it failed. */
function lastLine(error: unknown): string {
  const said = String((error as { stderr?: unknown }).stderr || error)
  return said.trim().split('\n').at(-1) ?? ''
}

async function command(program: string, ...words: string[]): Promise<Outcome> {
  const status = await run(program, words)
  if (status === 0) return { passed: 1, failures: [] }
  return { passed: 0, failures: [[program, ...words].join(' ')] }
}

async function suite(project: string, file?: string): Promise<Outcome> {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-test-report-'))
  try {
    const report = join(directory, 'report.json')
    const status = await run('vitest', [
      'run',
      ...(file === undefined ? [] : [file]),
      `--project=${project}`,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ])
    const written = await readFile(report, 'utf8').catch(() => undefined)
    if (written === undefined) return { passed: 0, failures: orAsAWhole([], status ?? 1) }
    const read = JSON.parse(written) as Report
    return { passed: read.numPassedTests, failures: orAsAWhole(failuresIn(read), status) }
  } finally {
    await rm(directory, { recursive: true })
  }
}

function failuresIn({ testResults }: Report): string[] {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = relative(PROJECT, name)
      const failed = assertionResults.filter(({ status }) => status === 'failed')
      // A file that could not be loaded, or whose preparation failed, has no test that did.
      if (failed.length === 0) return [`${file}: ${firstLine(message)}`]
      return failed.map(({ fullName, failureMessages }) => {
        return `${file}: ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`
      })
    })
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1).join('')
}

/** A part that failed outside of all that it counts failed all the same. */
function orAsAWhole(failures: readonly string[], status: number | null): readonly string[] {
  if (failures.length > 0 || status === 0) return failures
  return [`it ended with status ${status}, and what it says above`]
}

/** Every chapter, on a server of its own that keeps its filled hub between runs, as the suites do. */
async function lessons(): Promise<Outcome> {
  const words = ['tools/lessons.ts', 'check', '--json', '--at-once', String(LESSONS_AT_ONCE)]
  const child = spawn('node', words, {
    cwd: PROJECT,
    env: {
      ...process.env,
      STATE_DIRECTORY: 'node_modules/.cache/blitz-hub',
      HUB_IMAGES: 'course',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  let passed = 0
  const failures: string[] = []
  for await (const line of createInterface(child.stdout)) {
    const row = JSON.parse(line) as Row
    if (row.problem) failures.push(`${row.name}: ${row.problem.sentence}`)
    else passed += 1
    console.log(describeRow(row))
  }
  return { passed, failures: orAsAWhole(failures, await ended) }
}

function run(program: string, words: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: PROJECT, stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', reject).once('close', resolve)
  })
}
