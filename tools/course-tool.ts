import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { newCourse } from '../course/new-course.ts'
import { CourseError } from '../lesson/course.ts'
import { readSettings, SettingError } from '../sandbox-server/settings.ts'
import { SiteError } from './course-site.ts'
import { ensureSite } from './site.ts'
import { Steps } from './steps.ts'

const USAGE = `npm run course -- new FOLDER
npm run course -- check [FOLDER] [--pages]

new    writes a course of two chapters into a new folder, whose last part is its name:
       npm run course -- new ../git-basics
check  reads every file of a course, builds its pages, and plays every block and task in sandboxes;
       without FOLDER it takes the course of the setting COURSE

  --pages  plays nothing: no sandbox is needed
`

const PROJECT = join(import.meta.dirname, '..')

/** Of its own, so that a check leaves the site of the host alone. */
const CHECKED_SITES = join(PROJECT, 'node_modules/.cache/checked-courses')

/** The exit status for a wrong call, as for most commands of a shell. */
const WRONG_CALL = 2

const steps = new Steps(process.stderr)

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const isExpected = [CourseError, SettingError, SiteError].some((kind) => error instanceof kind)
  if (!isExpected) throw error
  steps.say((error as Error).message)
  process.exitCode = 1
}
process.disconnect?.()

async function main(words: string[]): Promise<number> {
  const { values, positionals } = parseCall(words)
  const [action, path, ...others] = positionals
  if (!values.help && action === 'new' && path !== undefined && others.length === 0) {
    return begin(path)
  }
  if (!values.help && action === 'check' && others.length === 0) {
    const [set, ...further] = readSettings(process.env).COURSE
    if (path === undefined && further.length > 0) {
      throw new SettingError('COURSE: one course is checked at a time, so name one folder.')
    }
    return check(path === undefined ? (set as string) : fromCaller(path), values.pages ?? false)
  }
  steps.say(USAGE)
  return values.help ? 0 : WRONG_CALL
}

function parseCall(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { pages: { type: 'boolean' }, help: { type: 'boolean' } },
    })
  } catch (error) {
    steps.say(`${(error as Error).message.split('. ')[0]}.\n`)
    return { values: { help: false, pages: false }, positionals: [] }
  }
}

/** npm runs scripts in the project, and says where it was called. */
function fromCaller(path: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', path)
}

async function begin(wanted: string): Promise<number> {
  const directory = await newCourse(fromCaller(wanted))
  const path = relative(PROJECT, directory)
  const shown = path.startsWith('../..') ? directory : path
  steps.say(`A course of two chapters is in ${directory}. Next:\n`)
  const commands = [
    [`COURSE=${shown} npm run dev`, 'shows the pages as you save them'],
    [`npm run course -- check ${shown}`, 'checks every file, block and task'],
    [`COURSE=${shown} npm run lessons -- record`, 'writes what the blocks print into the pages'],
    [`COURSE=${shown} npm start`, 'serves the course'],
  ] as const
  const width = Math.max(...commands.map(([command]) => command.length))
  for (const [command, what] of commands) steps.say(`  ${command.padEnd(width)}  ${what}`)
  return 0
}

async function check(course: string, pagesOnly: boolean): Promise<number> {
  const name = resolve(course).replaceAll(/[^A-Za-z0-9]+/g, '-')
  const directory = join(CHECKED_SITES, name)
  await steps.do('Pages', (tell) => ensureSite(tell, { courses: [course], directory }))
  if (pagesOnly) return 0
  const lessons = spawn(process.execPath, [join(import.meta.dirname, 'lessons.ts'), 'check'], {
    env: { ...process.env, COURSE: course },
    stdio: 'inherit',
  })
  const [status] = await once(lessons, 'close')
  return status ?? 1
}
