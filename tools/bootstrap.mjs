// bootstrap.mjs PROGRAM [ARGUMENTS]: runs a program of this project with the project's own Node,
// installing its dependencies first where they are missing or out of date. Plain JavaScript with
// no imports but Node's own, since an older Node may run it, in a clone that has nothing yet.
import { spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'

const project = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')

/** How often we look whether npm is still there, in milliseconds. */
const LOOK_UP_MILLISECONDS = 500

/** A program whose libraries are not all there ends with this status. */
const LOADER_FAILED = 127

/** The library that Node has needed since version 25, and the smallest systems lack: its packages. */
const LIBRARY = { debian: 'libatomic1', others: 'libatomic' }

/** How often we say that npm is still at work, in milliseconds. */
const GOES_ON_MILLISECONDS = 10_000

function modified(path) {
  return statSync(join(project, path), { throwIfNoEntry: false })?.mtimeMs ?? 0
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

function run(command, words, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: 'inherit', ...options })
    const startedBy = starters()
    setInterval(() => {
      if (starters() !== startedBy) child.kill('SIGTERM')
    }, LOOK_UP_MILLISECONDS).unref()
    // The terminal sends Ctrl+C to the program too, which stops cleanly; we wait for it.
    const ignore = () => {}
    const forward = () => child.kill('SIGTERM')
    // The other way to stop: a service manager may send it to all of us.
    const forwardOther = () => child.kill('SIGUSR2')
    process.on('SIGINT', ignore).on('SIGTERM', forward).on('SIGHUP', forward)
    process.on('SIGUSR2', forwardOther)
    child.once('error', reject)
    child.once('exit', (status, signal) => {
      process.off('SIGINT', ignore).off('SIGTERM', forward).off('SIGHUP', forward)
      process.off('SIGUSR2', forwardOther)
      resolve(status ?? 128 + constants.signals[signal])
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
    if ((await aptGet('install', '-y', LIBRARY.debian)) === 0) return true
  }
  process.stderr.write(
    `Node lacks a library: install the package ${LIBRARY.debian} (Debian, Ubuntu) or ${LIBRARY.others} (other systems).\n`,
  )
  return false
}

// npm writes this file at the end of every installation.
if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  process.stderr.write('Installing what Docker Blitz needs from npm, once; about half a minute.\n')
  const began = Date.now()
  const goesOn = setInterval(() => {
    process.stderr.write(`  still installing, ${Math.round((Date.now() - began) / 1000)} s\n`)
  }, GOES_ON_MILLISECONDS)
  const words = ['ci', '--loglevel=error', '--no-progress']
  const status = await run('npm', words, { cwd: project, stdio: ['ignore', 2, 2] })
  clearInterval(goesOn)
  if (status !== 0) {
    process.stderr.write('npm could not install the dependencies. Its last lines say why.\n')
    process.exit(status)
  }
}

const [program, ...words] = process.argv.slice(2)
const bin = join(project, 'node_modules/.bin')
const env = {
  ...process.env,
  PATH: `${bin}:${process.env.PATH}`,
  ASTRO_TELEMETRY_DISABLED: '1',
}
// The channel tells the program when this process is gone, even if it was killed.
const stdio = ['inherit', 'inherit', 'inherit', 'ipc']
const start = () => run(join(bin, 'node'), [join(project, program), ...words], { env, stdio })
let status = await start()
if (status === LOADER_FAILED && (await installLibrary())) status = await start()
process.exit(status)
