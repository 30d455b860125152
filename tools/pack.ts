import { rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { machine } from 'node:os'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { findEngine } from '../sandbox-server/engines/find-engine.ts'
import { ensureToolsImage } from '../sandbox-server/hub/fill/container-tools.ts'
import { ensureCourseImage } from '../sandbox-server/images/course-image.ts'
import { ensureSandboxImage } from '../sandbox-server/images/image.ts'
import { readSettings, SettingError, type Settings } from '../sandbox-server/settings.ts'
import { SiteError } from './course-site.ts'
import { fillHub } from './fill-hub.ts'
import { imageOf, namedCourses } from './open-courses.ts'
import { packedFiles, packedPath, sizeOf } from './packed-files.ts'
import { saveImages } from './save-images.ts'
import { ensureSite } from './site.ts'
import { Steps } from './steps.ts'
import { stopOnSignals } from './stop-signal.ts'
import { writeArchive } from './write-archive.ts'
import { isWrongFlag } from './wrong-flag.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

/** What the archive is called, and the folder in it. */
const NAME = `docker-blitz-${version}-${machine()}`

const USAGE = `npm run pack -- [--output FILE]

Writes one archive that starts on a machine with no network: the project with its packages and Node,
the site, the sandbox image, and the images of the hub. The other machine needs Linux with the same
kind of processor, and a Docker engine:

  tar xf ${NAME}.tar.gz && ${NAME}/blitz

  --output FILE  where it is written; ${NAME}.tar.gz by default
  --help         this text

HUB=off leaves out the images of the hub, HUB_IMAGES=course all but those of the course.
COURSE=../git-course packs that course; the archive then serves it.
`

/** The exit status for a wrong call or setting, and for Ctrl+C (128 and the signal's number). */
const WRONG_CALL = 2
const INTERRUPTED = 130

const MIB = 1024 * 1024

const steps = new Steps(process.stderr)
const { signal } = stopOnSignals()

process.exitCode = await main(process.argv.slice(2))
process.disconnect?.()

async function main(words: string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: words,
      options: { output: { type: 'string' }, help: { type: 'boolean' } },
    })
    if (values.help) process.stdout.write(USAGE)
    else await packAll(readSettings(process.env), resolve(values.output ?? `${NAME}.tar.gz`))
    return 0
  } catch (error) {
    if (signal.aborted) return INTERRUPTED
    const sentence = sentenceOf(error)
    if (sentence === undefined) throw error
    steps.say(sentence)
    return error instanceof SettingError || isWrongFlag(error) ? WRONG_CALL : 1
  }
}

async function packAll(settings: Settings, path: string): Promise<void> {
  const { SITE: address, COURSE: paths } = settings
  await steps.do('Site', (tell) => ensureSite(tell, { address, courses: paths, signal }))
  const named = await namedCourses(settings)
  const courses = named.map(({ folder }) => folder)
  const { docker } = await findEngine(process.env)
  const names = await steps.do('Images', async (tell) => {
    const onProgress = ({ text }: { text: string }) => tell(text)
    const debian = settings.SANDBOX_DEBIAN
    const images = new Set([await ensureToolsImage(docker, { onProgress, signal })])
    for (const course of named) {
      const options = { ...(await imageOf(course)), debian, onProgress, signal }
      // A course's own is built on the one that all share, and is known by it.
      images.add(await ensureSandboxImage(docker, options))
      images.add(await ensureCourseImage(docker, options))
    }
    return [...images]
  })
  if (settings.HUB === 'on' && courses.some(({ file }) => file.sandbox.engine)) {
    await steps.do('Docker Hub of the sandboxes', (tell) =>
      fillHub({
        docker,
        settings,
        signal,
        onProgress: ({ step, total, text }) => tell(`${step} of ${total}: ${text}`),
      }),
    )
  }
  await using files = new AsyncDisposableStack()
  const images = `${path}.images`
  files.defer(() => rm(images, { force: true }))
  await steps.do('Saving the images', (tell) =>
    saveImages(docker, { names, path: images, onProgress: (bytes) => tell(inMib(bytes)), signal }),
  )
  const { STATE_DIRECTORY: stateDirectory } = settings
  const { entries, bytes } = await packedFiles({
    version,
    machine: machine(),
    images,
    stateDirectory,
    courses,
    // What is not packed cannot be had there.
    settings: {
      HUB: settings.HUB,
      HUB_IMAGES: settings.HUB_IMAGES,
      COURSE: courses.map(packedPath).join(','),
    },
  })
  const sum = await steps.do('Archive', (tell) =>
    writeArchive({
      path,
      folder: NAME,
      entries,
      onProgress: (done) => tell(`${inMib(done)} of ${inMib(bytes)}`),
      signal,
    }),
  )
  await writeFile(`${path}.sha256`, `${sum}  ${basename(path)}\n`)
  console.log(`${path}, ${inMib(await sizeOf(path))}; unpacked it takes ${inMib(bytes)}.`)
}

function inMib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`
}

function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ([DriverError, SettingError, SiteError].some((kind) => error instanceof kind)) {
    return error.message
  }
  if (isWrongFlag(error)) return `${error.message.split('. ')[0]}: see npm run pack -- --help.`
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC') {
    return 'The disk is full: an archive takes about 3 GiB while it is written. Choose another place with --output.'
  }
  if (path !== undefined) return `The archive could not be written: ${error.message}.`
  return undefined
}
