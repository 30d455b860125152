import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dev } from 'astro'
import { type CourseFolder, openCourse, parts } from '../course/course-folder.ts'
import { CourseError } from '../lesson/course.ts'
import { COURSE_FILE } from '../lesson/course-file.ts'
import { SOCKET_PATH } from '../protocol/limits.ts'
import { DeploymentError } from '../sandbox-server/deployment.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { readSettings, SettingError, type Settings } from '../sandbox-server/settings.ts'
import { checkedCourse } from './course.ts'
import { openLiveServer } from './live-server.ts'
import { pageAddress } from './site.ts'
import { Steps } from './steps.ts'
import { endAtSecondInterrupt, stopOnSignals } from './stop-signal.ts'

const USAGE = `npm run dev

Shows the chapters as you save them, with live terminals. A sandbox goes on while you edit. The page
and this terminal say what is wrong in a fence, with its file and line. Ctrl+C ends all; a second one ends it at once.

It takes the settings of npm start, such as PORT and HUB: npm start -- --help lists them.
`

/** What ends the work with its own sentence; everything else is a fault of ours. */
const EXPECTED = [CourseError, DeploymentError, DriverError, SettingError]

const steps = new Steps(process.stderr)
const stop = stopOnSignals()
endAtSecondInterrupt(() => steps.say('Stopped at once. The next start removes what is left.'))

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } }, strict: false })
  if (values['help']) process.stdout.write(USAGE)
  else await run(readSettings(process.env))
} catch (error) {
  if (!(error instanceof Error) || !isExpected(error)) throw error
  if (!stop.signal.aborted) steps.say(error.message)
  process.exitCode = stop.signal.aborted ? 0 : 1
}
process.disconnect?.()

function isExpected(error: Error): boolean {
  return stop.signal.aborted || EXPECTED.some((kind) => error instanceof kind)
}

async function run(settings: Settings): Promise<void> {
  const onFault = (error: unknown) => steps.say(String(error))
  const [path, ...others] = settings.COURSE
  if (others.length > 0) {
    throw new SettingError('COURSE: npm run dev shows one course, so name one folder.')
  }
  const folder = await openCourse(path)
  await using server = await openLiveServer({ settings, steps, signal: stop.signal, onFault })
  stop.signal.throwIfAborted()
  // Read by Astro's configuration, which makes links of it.
  process.env['BASE'] = settings.BASE
  process.env['COURSE'] = folder.directory
  const site = await openSite(settings, server.address)
  try {
    const watched = site.watcher.on('change', (path) => {
      if (path.startsWith(parts.chapters(folder.directory))) checkCourse(folder)
      if (path === join(folder.directory, COURSE_FILE)) {
        steps.say(`  ${COURSE_FILE} has changed: start npm run dev again to see that.`)
      }
    })
    await checkCourse(folder)
    const origin = `http://localhost:${site.address.port}`
    const address = pageAddress(origin, settings.BASE)
    const authors = `${origin}${settings.BASE}authors/`
    const further = folder.pages.includes('authors')
      ? `, and ${authors} for what a chapter can hold.`
      : '. The page /authors/ of the bundled course shows what a chapter can hold.'
    steps.say(`\n  Open ${address}${further}`)
    steps.say('  Ctrl+C ends all, and removes the sandboxes.\n')
    await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
    watched.removeAllListeners('change')
  } finally {
    await site.stop()
  }
}

/**
 * The site as its sources are now. The socket of its pages is handed on to the live server, so that
 * it is of the pages' own origin.
 */
async function openSite({ HOST, PORT, BASE }: Settings, live: string): ReturnType<typeof dev> {
  const own = process.listeners('SIGTERM')
  try {
    const site = await dev({
      logLevel: 'error',
      server: { host: HOST, port: PORT },
      vite: {
        server: {
          strictPort: true,
          proxy: { [BASE + SOCKET_PATH.slice(1)]: { target: live, ws: true } },
        },
      },
    })
    // Vite's would end the process at once, and the sandboxes would stay.
    for (const listener of process.listeners('SIGTERM')) {
      if (!own.includes(listener)) process.off('SIGTERM', listener)
    }
    return site
  } catch (error) {
    if (!/already in use/.test((error as Error).message)) throw error
    const sentence = `Port ${PORT} is taken by another program. Set another: PORT=8001 npm run dev`
    throw new DriverError(sentence, { cause: error })
  }
}

/** Says what only the whole course can tell: a need that is not met, an image that nobody can pull. */
async function checkCourse({ directory }: CourseFolder): Promise<void> {
  try {
    await checkedCourse(directory)
  } catch (error) {
    if (!(error instanceof CourseError)) throw error
    steps.say(error.message)
  }
}
