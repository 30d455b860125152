import { parseArgs } from 'node:util'
import type Docker from 'dockerode'
import { hostCommand } from '../sandbox-server/common/installation.ts'
import { imageCheck } from '../sandbox-server/doctor/image-check.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { findEngine } from '../sandbox-server/engines/find-engine.ts'
import { billOfMaterials } from '../sandbox-server/images/bill-of-materials.ts'
import {
  type CourseImageOptions,
  findCourseImage,
  renewCourseImage,
} from '../sandbox-server/images/course-image.ts'
import { installedPackages, packageAge } from '../sandbox-server/images/packages.ts'
import { readSettings, SettingError } from '../sandbox-server/settings.ts'
import { imageOf, namedCourses } from './open-courses.ts'
import { Steps } from './steps.ts'
import { stopOnSignals } from './stop-signal.ts'

/** As a host types it, before a word. */
const IMAGE = hostCommand('image', ['']).trimEnd()

const USAGE = `${IMAGE} age
${IMAGE} renew
${IMAGE} sbom

age says how old the sandbox image is, and which of Debian's security updates it lacks.

renew builds it again, of the packages that Debian has now. A server that runs meanwhile goes on:
its readers keep their sandboxes, and new sandboxes have the new image after half a minute.

sbom prints what the image holds, with versions and licences (CycloneDX, as JSON).`

const steps = new Steps(process.stderr)
const stop = stopOnSignals()

/** @returns the exit status. */
async function main(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    options: { help: { type: 'boolean' } },
    allowPositionals: true,
  })
  const command = COMMANDS.get(positionals.join(' '))
  if (values.help || command === undefined) {
    console.error(USAGE)
    return values.help ? 0 : 2
  }
  const { docker } = await findEngine(process.env)
  const settings = readSettings(process.env)
  const courses = await Promise.all((await namedCourses(settings)).map(imageOf))
  if (command === sbom && courses.length > 1) {
    throw new SettingError(`COURSE: ${IMAGE} sbom prints one image, so name one folder.`)
  }
  for (const course of courses) {
    await command(docker, { ...course, debian: settings.SANDBOX_DEBIAN })
  }
  return 0
}

type Command = (docker: Docker, needs: CourseImageOptions) => Promise<void>

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['age', age],
  ['renew', renew],
  ['sbom', sbom],
])

async function age(docker: Docker, needs: CourseImageOptions): Promise<void> {
  const image = await existing(docker, needs)
  const read = await steps.do("Debian's server", () => packageAge(docker, image, stop.signal))
  const { found, advice } = imageCheck(read, new Date())
  console.log([`${image}: ${found}.`, advice].filter(Boolean).join('\n'))
}

async function renew(docker: Docker, needs: CourseImageOptions): Promise<void> {
  const before = await findCourseImage(docker, needs)
  const versionsBefore = before ? await versionsOf(docker, before) : new Map<string, string>()
  const image = await steps.do('Sandbox image', (tell) =>
    renewCourseImage(docker, {
      ...needs,
      signal: stop.signal,
      onProgress: ({ text, step, total }) => tell(step ? `${step} of ${total}: ${text}` : text),
    }),
  )
  const changes: string[] = []
  for (const [name, version] of await versionsOf(docker, image)) {
    const old = versionsBefore.get(name)
    if (old !== version) changes.push(`  ${name} ${old ? `${old} → ` : ''}${version}`)
  }
  console.log(`${image} is new. New sandboxes have it; readers who are in keep theirs.`)
  if (before === undefined) return
  console.log(changes.length === 0 ? 'No package has another version.' : changes.join('\n'))
}

async function versionsOf(docker: Docker, image: string): Promise<Map<string, string>> {
  const packages = await installedPackages(docker, image, stop.signal)
  return new Map(packages.map(({ name, version }) => [name, version]))
}

async function sbom(docker: Docker, needs: CourseImageOptions): Promise<void> {
  const image = await existing(docker, needs)
  const packages = await steps.do('Packages', () => installedPackages(docker, image, stop.signal))
  console.log(billOfMaterials(image, packages))
}

async function existing(docker: Docker, needs: CourseImageOptions): Promise<string> {
  const image = await findCourseImage(docker, needs)
  if (image !== undefined) return image
  throw new DriverError(
    `There is no sandbox image yet: ${hostCommand('start')} makes it, and ${IMAGE} renew does.`,
  )
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = stop.signal.aborted ? 130 : 1
}
process.disconnect?.()
