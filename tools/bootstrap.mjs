// bootstrap.mjs [--restart] PROGRAM [ARGUMENTS]: runs a program of this project with the project's
// own Node, installing its dependencies first where they are missing or out of date. With --restart
// a program that has served and fell is started again. Plain JavaScript with no imports but Node's
// own and `restarts.mjs`, since an older Node may run it, in a clone that has nothing yet.
import { spawn } from 'node:child_process'
import { lstatSync, readFileSync, unlinkSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { hasFallen, Restarts } from './restarts.mjs'

const project = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')

/** How often we look whether npm is still there, in milliseconds. */
const LOOK_UP_MILLISECONDS = 500

/** A program whose libraries are not all there ends with this status. */
const LOADER_FAILED = 127

/** The library that Node has needed since version 25, and the smallest systems lack: its packages. */
const LIBRARY = { debian: 'libatomic1', others: 'libatomic' }

/** How often we say that npm is still at work, in milliseconds. */
const GOES_ON_MILLISECONDS = 10_000

/** @returns the packages of a lock file by their folders; undefined where there is no such file. */
function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(join(project, path), 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * Whether node_modules has what the lock file asks for. A clone, a copy or a backup gives files any
 * time, so what npm wrote down at its last installation is compared, package by package.
 */
function isInstalled() {
  const there = packagesIn('node_modules/.package-lock.json')
  const { '': _project, ...wanted } = packagesIn('package-lock.json') ?? {}
  if (there === undefined) return false
  return Object.entries(wanted).every(([folder, { version, integrity, optional, devOptional }]) => {
    const found = there[folder]
    // Of another system, or another processor.
    if (found === undefined) return optional || devOptional
    return found.version === version && found.integrity === integrity
  })
}

/**
 * npm empties node_modules before it installs. Through a link that would be another project's, so the
 * link goes, and what it leads to stays as it is.
 */
function leaveLinkedPackages() {
  const path = join(project, 'node_modules')
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return
  unlinkSync(path)
  process.stderr.write(
    'node_modules was a link to packages of another version: a folder takes its place.\n',
  )
}

/** Who started us: npm, on most systems by way of a shell, which tells us nothing of its end. */
function starters() {
  const parent = process.ppid
  try {
    const [, name, grandparent] = /^\d+ \((.*)\) \S+ (\d+)/s.exec(
      readFileSync(`/proc/${parent}/stat`, 'utf8'),
    )
    return name === 'sh' ? `${parent} ${grandparent}` : `${parent}`
  } catch {
    // No Linux, or the parent is gone.
    return `${process.ppid}`
  }
}

/** What is started again where it falls. */
const WHAT = process.argv[3] === 'tools/node.ts' ? 'The node program' : 'The server'

const startedBy = starters()
const stopping = new AbortController()
let child

// The terminal sends Ctrl+C to the program too, which stops cleanly; we wait for it.
process.on('SIGINT', () => stopping.abort())
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, stop)
// The other way to stop: a service manager may send it to all of us.
process.on('SIGUSR2', () => {
  stopping.abort()
  child?.kill('SIGUSR2')
})
setInterval(() => {
  if (starters() !== startedBy) stop()
}, LOOK_UP_MILLISECONDS).unref()

function stop() {
  stopping.abort()
  child?.kill('SIGTERM')
}

/** Runs a command to its end. `onServing` is told when the program says that it serves. */
function run(command, words, { onServing, ...options }) {
  return new Promise((resolve, reject) => {
    child = spawn(command, words, { stdio: 'inherit', ...options })
    child.on('message', (message) => message === 'serving' && onServing?.())
    child.once('error', reject)
    child.once('exit', (status, signal) => {
      // What it said last may be yet to come.
      const over = () => resolve({ status, signal })
      if (child.connected) child.once('disconnect', over)
      else over()
    })
  })
}

/** @returns whether Node's library was installed, which root may do on Debian and Ubuntu. */
async function installLibrary() {
  const options = {
    stdio: ['ignore', 'ignore', 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }
  const aptGet = (...words) => run('apt-get', ['-qq', ...words], options).catch(() => undefined)
  if (process.getuid?.() === 0) {
    process.stderr.write(`Installing ${LIBRARY.debian}, which Node needs.\n`)
    await aptGet('update')
    const end = await aptGet('install', '-y', LIBRARY.debian)
    if (end?.status === 0) return true
  }
  process.stderr.write(
    `Node lacks a library: install the package ${LIBRARY.debian} (Debian, Ubuntu) or ${LIBRARY.others} (other systems).\n`,
  )
  return false
}

function statusOf({ status, signal }) {
  return status ?? 128 + constants.signals[signal]
}

/** Runs the program, and again after each fall, until it ends otherwise or falls too often. */
async function keepRunning(start) {
  const restarts = new Restarts()
  let hasServed = false
  for (;;) {
    const end = await start(() => {
      hasServed = true
    })
    if (stopping.signal.aborted || !hasServed || !hasFallen(end)) return statusOf(end)
    const how = end.signal === null ? `with status ${end.status}` : `by ${end.signal}`
    const pause = restarts.next(Date.now())
    if (pause === undefined) {
      say(`${WHAT} ended ${how}, and has fallen too often. Sandboxes stay for the next start.`)
      return statusOf(end)
    }
    const when = pause === 0 ? 'at once' : `in ${pause / 1000} s`
    say(`${WHAT} ended ${how}. It starts again ${when}, and readers keep their sandboxes.`)
    await delay(pause, undefined, { signal: stopping.signal }).catch(() => {})
    if (stopping.signal.aborted) {
      say('Stopped while it was down: readers keep their sandboxes for the next start.')
      return 0
    }
  }
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`)
}

// An archive has all that the server needs, and no more.
if (process.env.BLITZ_INSTALLATION !== 'archive' && !isInstalled()) {
  process.stderr.write('Installing what Docker Blitz needs from npm, once; about half a minute.\n')
  leaveLinkedPackages()
  const began = Date.now()
  const goesOn = setInterval(() => {
    process.stderr.write(`  still installing, ${Math.round((Date.now() - began) / 1000)} s\n`)
  }, GOES_ON_MILLISECONDS)
  const words = ['ci', '--loglevel=error', '--no-progress']
  const status = statusOf(await run('npm', words, { cwd: project, stdio: ['ignore', 2, 2] }))
  clearInterval(goesOn)
  if (status !== 0) {
    process.stderr.write('npm could not install the dependencies. Its last lines say why.\n')
    process.exit(status)
  }
}

const isRestarted = process.argv[2] === '--restart'
const [program, ...words] = process.argv.slice(isRestarted ? 3 : 2)
const bin = join(project, 'node_modules/.bin')
const env = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH}`,
  ASTRO_TELEMETRY_DISABLED: '1',
}
// The channel tells the program when this process is gone, even if it was killed.
const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
const start = (onServing) =>
  run(join(bin, 'node'), [join(project, program), ...words], { env, stdio, onServing })
const begin = () => (isRestarted ? keepRunning(start) : start().then(statusOf))
let status = await begin()
if (status === LOADER_FAILED && (await installLibrary())) status = await begin()
process.exit(status)
