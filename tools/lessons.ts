import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BUNDLED_COURSE, openCourse } from '../course/course-folder.ts'
import { type Chapter, type Course, CourseError } from '../lesson/course.ts'
import type { Row } from '../runner/check-chapter.ts'
import { checkCourse } from '../runner/check-course.ts'
import { ReaderError } from '../runner/lesson-reader.ts'
import { postTable } from '../runner/post-table.ts'
import { linesNotPrinted, type Recording, recordChapter } from '../runner/record.ts'
import { describeRow, rowAsJson, rowsAsJunit } from '../runner/report.ts'
import { systemClock } from '../sandbox-server/common/clock.ts'
import { DeploymentError } from '../sandbox-server/deployment.ts'
import { DriverError } from '../sandbox-server/drivers/driver.ts'
import { readSettings, SettingError, type Settings } from '../sandbox-server/settings.ts'
import { checkedCourse } from './course.ts'
import { type LiveServer, openLiveServer } from './live-server.ts'
import { ShownWaits } from './shown-waits.ts'
import { Steps } from './steps.ts'
import { endAtSecondInterrupt, stopOnSignals } from './stop-signal.ts'

const USAGE = `npm run lessons -- check [CHAPTER...] [--json] [--junit FILE] [--table]
npm run lessons -- record [CHAPTER...] [--diff]

check   plays every block, file and task in sandboxes, and compares what comes out with what the pages show;
        without CHAPTER it plays the whole course in one sandbox, too, where no task may be done already
record  writes what comes out into the pages, and recordings that play without a server

  --server ADDRESS  plays on a server that runs already, such as http://localhost:8000, or
                    http://localhost:8000/git where it has several courses
  --at-once NUMBER  chapters at once, each in a sandbox of its own (default: one a processor)
  --diff            shows what a recording changed in the pages, such as after an upgrade of the
                    sandboxes' Docker (SANDBOX_DEBIAN)
  --json            a line of JSON for each block, file and task
  --junit FILE      writes the result as JUnit's XML
  --table           writes docs/post-commands.md: where each command of the post runs, and how
`

const TABLE_PATH = join(import.meta.dirname, '../docs/post-commands.md')

/** The exit status for a wrong call, as for most commands of a shell. */
const WRONG_CALL = 2

/** What ends the work with its own sentence; everything else is a fault of ours. */
const EXPECTED = [CourseError, DeploymentError, DriverError, ReaderError, SettingError]

const steps = new Steps(process.stderr)
const stop = stopOnSignals()
endAtSecondInterrupt(() => steps.say('Stopped at once. The next start removes what is left.'))

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Error) || !isExpected(error)) throw error
  steps.say(stop.signal.aborted ? 'Stopped.' : error.message)
  process.exitCode = 1
}
process.disconnect?.()

function isExpected(error: Error): boolean {
  return stop.signal.aborted || EXPECTED.some((kind) => error instanceof kind)
}

async function main(words: string[]): Promise<number> {
  const call = readCall(words)
  if (call === undefined) return WRONG_CALL
  const settings = readSettings({ ...process.env, LIVE_TERMINALS: 'on', HUB: 'on' })
  const [path, ...others] = settings.COURSE
  if (path === undefined || others.length > 0) {
    steps.say('Lessons are played one course at a time: COURSE=FOLDER names it.')
    return WRONG_CALL
  }
  const folder = await openCourse(path)
  if (call.table && folder.directory !== BUNDLED_COURSE) {
    steps.say(
      '--table lists the commands of the post that the bundled course follows: leave it out.',
    )
    return WRONG_CALL
  }
  const course = await checkedCourse(path)
  const unknown = call.chapters.find((name) => !course.chapters.some((one) => one.name === name))
  if (unknown !== undefined) {
    const names = course.chapters.map(({ name }) => name).join(', ')
    steps.say(`There is no chapter ${unknown}: there are ${names}.`)
    return WRONG_CALL
  }
  const chapters = course.chapters.filter(
    ({ name, blocks, files, tasks }) =>
      blocks.length + files.length + tasks.length > 0 &&
      (call.chapters.length === 0 || call.chapters.includes(name)),
  )
  await using server = await serverFor(call.server, settings)
  const waits = new ShownWaits({ stream: process.stderr, folder: folder.shown, clock: systemClock })
  const rows = await checkCourse({
    course,
    chapters,
    waits,
    address: server.address,
    atOnce: call.atOnce,
    inOrder: call.action === 'check' && call.chapters.length === 0 ? ['reads', 'solves'] : [],
    onRow: (row) => {
      stop.signal.throwIfAborted()
      // Another output is what a new recording is for.
      const isNew = call.action === 'record' && row.problem?.kind === 'output'
      const shown = isNew ? { ...row, problem: undefined } : row
      waits.clear()
      console.log(call.json ? rowAsJson(shown) : describeRow(shown, folder.shown))
    },
  })
  if (call.junit !== undefined) await writeFile(call.junit, rowsAsJunit(rows))
  if (call.table) await writeFile(TABLE_PATH, postTable(course, rows))
  if (call.action === 'record') {
    return record(folder.directory, course, chapters, rows, call.diff ? console.log : () => {})
  }
  const failed = rows.filter(({ problem }) => problem).length
  if (!call.json) console.log(`\n${rows.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function readCall(words: string[]) {
  const { values, positionals } = parseCall(words)
  const [action, ...chapters] = positionals
  const atOnce = Number(values['at-once'] ?? availableParallelism())
  const isWrong = (action !== 'check' && action !== 'record') || !(atOnce >= 1)
  if (values.help || isWrong) {
    steps.say(USAGE)
    return undefined
  }
  const { server, diff = false, json = false, junit, table = false } = values
  return { action, chapters, server, diff, json, junit, table, atOnce: Math.floor(atOnce) } as const
}

function parseCall(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        server: { type: 'string' },
        'at-once': { type: 'string' },
        diff: { type: 'boolean' },
        json: { type: 'boolean' },
        junit: { type: 'string' },
        table: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    steps.say(`${(error as Error).message.split('. ')[0]}.\n`)
    return { values: { help: true }, positionals: [] }
  }
}

/** The server that was named, or one of our own, as `npm start` sets it up. */
async function serverFor(
  address: string | undefined,
  settings: Settings,
): Promise<Pick<LiveServer, 'address'> & AsyncDisposable> {
  if (address !== undefined) {
    return { address: address.replace(/\/$/, ''), async [Symbol.asyncDispose]() {} }
  }
  const onFault = (error: unknown) => steps.say(String(error))
  await using opened = new AsyncDisposableStack()
  const server = opened.use(await openLiveServer({ settings, steps, signal: stop.signal, onFault }))
  if (!server.isLive) throw new DriverError('Lessons are played in sandboxes.')
  await server.prepared
  opened.move()
  return server
}

/**
 * Records every chapter whose blocks all came to their end.
 * @param directory of the course.
 * @param onDiff told what changed in a page, where something did.
 */
async function record(
  directory: string,
  course: Course,
  chapters: readonly Chapter[],
  rows: readonly Row[],
  onDiff: (diff: string) => void,
): Promise<number> {
  let status = 0
  for (const { name } of chapters) {
    const own = rows.filter((row) => row.chapter === name)
    const broken = own.find(({ problem }) => problem?.kind === 'end')
    if (broken) {
      steps.say(`${name} is not recorded: see ${broken.name} above.`)
      status = 1
      continue
    }
    const recordings = recordingsOf(course, name, own)
    const { diff, edited } = await recordChapter(directory, name, recordings)
    if (diff !== '') onDiff(diff)
    steps.say(`${name}: recorded.`)
    for (const block of edited) {
      status = 1
      steps.say(`  ${block} is not recorded: its commands changed meanwhile. Record it again.`)
    }
    for (const recording of recordings) sayWhatIsLeft(recording)
  }
  return status
}

/** Where the author chose what the page shows, another output is the author's to change. */
function sayWhatIsLeft(recording: Recording): void {
  const lines = linesNotPrinted(recording)
  if (lines.length === 0) return
  const { name } = recording.block
  steps.say(
    `  ${name} shows what was not printed; its lines are yours, so change them in the page:`,
  )
  for (const line of lines) steps.say(`    ${line}`)
}

function recordingsOf(course: Course, chapter: string, rows: readonly Row[]): Recording[] {
  const blocks = course.chapters.find(({ name }) => name === chapter)?.blocks ?? []
  return blocks.flatMap((block) => {
    const played = rows.find(({ name }) => name === block.name)?.played
    return played ? [{ block, played }] : []
  })
}
