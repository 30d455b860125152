import { randomInt } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { readCourse } from '../course/read-course.ts'
import { type Course, CourseError } from '../lesson/course.ts'
import { rehearsalPage } from '../runner/rehearsal/page/rehearsal-page.ts'
import { RehearsalError } from '../runner/rehearsal/rehearsal-error.ts'
import { type RehearsalProgress, rehearse } from '../runner/rehearsal/rehearse.ts'
import type { RehearsalResult } from '../runner/rehearsal/result.ts'
import { fileTrouble } from '../sandbox-server/common/host-trouble.ts'
import { hostCommand } from '../sandbox-server/common/installation.ts'
import { readSettings, SettingError, type Settings } from '../sandbox-server/settings.ts'
import { namedCourses } from './open-courses.ts'
import { RehearsalSeats } from './rehearsal-seats.ts'
import { type RehearseCall, readRehearseCall } from './rehearse-call.ts'
import { hostSettings } from './service/host-settings.ts'
import { PLACES, siteAddress } from './service/machine.ts'
import { Steps } from './steps.ts'
import { endAtSecondInterrupt, stopOnSignals } from './stop-signal.ts'

const MINUTE_MILLISECONDS = 60_000
const INTERRUPTED = 130

/** What ends the work with its own sentence; everything else is a fault of ours. */
const EXPECTED = [CourseError, RehearsalError, SettingError]

const steps = new Steps(process.stderr)
const stop = stopOnSignals()
endAtSecondInterrupt(() => steps.say('Stopped at once. The next rehearsal gives up what is left.'))

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!EXPECTED.some((kind) => error instanceof kind)) throw error
  steps.say((error as Error).message)
  process.exitCode = 1
}
process.disconnect?.()

/** @returns the exit status. */
async function main(words: string[]): Promise<number> {
  // npm runs scripts in the project, and says where it was called.
  const call = readRehearseCall(words, process.env['INIT_CWD'])
  if ('text' in call) {
    steps.say(call.text)
    return call.status
  }
  // A server elsewhere has nothing to do with a service of this machine.
  const settings = call.url === undefined ? await serverSettings() : readSettings(process.env)
  const address =
    call.url ?? siteAddress(settings.HOST, settings.PORT, settings.BASE).replace(/\/$/, '')
  const folder = resolve(call.to ?? join(settings.STATE_DIRECTORY, 'rehearsals'))
  const token = call.token ?? (await ownToken(settings))
  const seats = new RehearsalSeats(join(settings.STATE_DIRECTORY, 'rehearsals', 'seats.jsonl'))
  const left = await seats.clear(address)
  if (left > 0) steps.say(`${left} seats of an earlier rehearsal were given up.`)
  try {
    const result = await steps.do(
      `Rehearsing ${call.workshop} at ${address}`,
      (tell) =>
        rehearse({
          ...wishOf(call),
          address,
          token,
          courseOf: (name) => courseNamed(name, settings),
          tell: (progress) => tell(progressWords(progress)),
          say: (sentence) => steps.say(sentence),
          onSeat: (seat, state) => {
            if (state === 'taken') seats.take({ address, token: seat })
            else seats.giveUp(seat)
          },
          stop: stop.signal,
        }),
      ({ counts }) => `${counts.joined} readers, ${counts.blocks} blocks`,
    )
    return await show(result, call, folder)
  } finally {
    seats.close()
  }
}

/** Of the service where there is one, as `npm run workshop` has them. */
async function serverSettings(): Promise<Settings> {
  try {
    return await hostSettings(process.env)
  } catch (error) {
    const sentence = fileTrouble(error, PLACES.environmentFile)
    throw sentence === undefined ? error : new RehearsalError(sentence, { cause: error })
  }
}

function wishOf({ workshop, seats, minutes, openingSeconds, pace, seed, bounds }: RehearseCall) {
  return {
    workshop,
    seats,
    milliseconds: minutes * MINUTE_MILLISECONDS,
    openingMilliseconds: openingSeconds * 1000,
    pace,
    seed: seed ?? randomInt(2 ** 31),
    bounds,
  }
}

/** Of the first host, as the start has put it into the state directory. */
async function ownToken({ STATE_DIRECTORY }: Settings): Promise<string> {
  try {
    return (await readFile(join(STATE_DIRECTORY, 'host-token'), 'utf8')).trim()
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new RehearsalError(
      isMissing
        ? `No server with workshops has run from ${STATE_DIRECTORY} yet. Start one with ${hostCommand('start')}, or give a host's secret by --token.`
        : `The host's token in ${STATE_DIRECTORY} cannot be read by this user: give it by --token.`,
      { cause: error },
    )
  }
}

/** @param name empty where the server has one course. */
async function courseNamed(name: string, settings: Settings): Promise<Course> {
  const courses = await namedCourses(settings)
  const found =
    courses.find((course) => course.name === name || course.folder.file.name === name) ??
    (name === '' && courses.length === 1 ? courses[0] : undefined)
  if (found === undefined) {
    throw new RehearsalError(
      `The workshop is of the course ${name || 'that the server has'}, which is not here: COURSE=FOLDER names its folder.`,
    )
  }
  return readCourse(found.folder.directory)
}

function progressWords({
  readers,
  joined,
  prompts,
  blocks,
  failed,
  secondsLeft,
}: RehearsalProgress): string {
  const left = `${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, '0')} left`
  return `${joined} of ${readers} joined, ${prompts} prompts, ${blocks} blocks, ${failed} failed, ${left}`
}

/** @returns the exit status. */
async function show(result: RehearsalResult, call: RehearseCall, folder: string): Promise<number> {
  const page = await writePage(result, folder)
  if (call.isJson) console.log(JSON.stringify({ ...result, page: page ?? null }))
  const say = call.isJson ? (line: string) => steps.say(line) : (line: string) => console.log(line)
  say(result.verdict)
  for (const sentence of result.advice) say(`- ${sentence}`)
  if (page !== undefined) say(`The figures: ${page}`)
  if (stop.signal.aborted) return INTERRUPTED
  return result.holds ? 0 : 1
}

/** @returns where it is; undefined where it cannot be written, after saying so. */
async function writePage(result: RehearsalResult, folder: string): Promise<string | undefined> {
  const moment = result.began.slice(0, 19).replaceAll(':', '-')
  const path = join(folder, `${result.workshop}-${moment}.html`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(path, rehearsalPage(result), { mode: 0o600 })
    return path
  } catch (error) {
    steps.say(
      `The page cannot be written (${(error as Error).message}): --to FOLDER names another place.`,
    )
    return undefined
  }
}
