import { stringify } from 'yaml'
import { normalCode } from '../../protocol/join-code.ts'
import { hostCommand } from '../../sandbox-server/common/installation.ts'
import { writeWhole } from '../../sandbox-server/common/write-whole.ts'
import { loadHostToken } from '../../sandbox-server/workshops/host-tokens.ts'
import { makeCode } from '../../sandbox-server/workshops/new-code.ts'
import {
  PlanError,
  readPlan,
  type WrittenPlan,
  workshopName,
} from '../../sandbox-server/workshops/plan.ts'
import { withCourse } from '../../sandbox-server/workshops/plan-checks.ts'
import { WorkshopError } from '../../sandbox-server/workshops/workshop-error.ts'
import { machineZone, parseTime, writtenTime } from '../../sandbox-server/workshops/written-time.ts'
import { columns } from '../columns.ts'
import type { CallOptions } from './call.ts'
import { knownWorkshops } from './known.ts'
import type { Place } from './place.ts'
import { roomSentence } from './room.ts'
import { boardLink, joinLink, shownCode, timeOr } from './words.ts'

/** Seats where the host names no number. */
const SEATS = 20

/** Writes the plan of a new workshop. @returns what to do next, in lines. */
export async function make(place: Place, name: string, options: CallOptions): Promise<string[]> {
  if (!workshopName.safeParse(name).success) {
    throw new WorkshopError(
      `${name} is no name of a workshop: it has small letters, digits and hyphens, 40 at most.`,
    )
  }
  const known = knownWorkshops(place)
  if (known.some((one) => one.name === name)) {
    throw new WorkshopError(`There is a workshop ${name} already. Take another name.`)
  }
  const now = Date.now()
  const opens = timeOption(options.opens, now)
  const closes = timeOption(options.closes, typeof opens === 'number' ? opens : now)
  const code = options.code ?? makeCode(place.records)
  const text = stringify({
    title: options.title ?? name,
    code,
    seats: numberOr(options.seats, SEATS),
    ...(opens !== undefined && { opens: timeText(opens) }),
    ...(closes !== undefined && { closes: timeText(closes) }),
    ...(options.course !== undefined && { course: options.course }),
    ...(options.chapters !== undefined && { chapters: options.chapters.split(/[,\s]+/) }),
    ...(options.group !== undefined && { groups: options.group.map((group) => ({ group })) }),
    ...(options.records !== undefined && { records: options.records }),
  })
  const plan = planOf(text, place)
  if (plan.closes !== undefined && plan.closes <= now) {
    throw new WorkshopError(`closes is ${writtenTime(plan.closes)}, which is over.`)
  }
  const other = known.find(
    (one) => one.code !== undefined && normalCode(one.code) === normalCode(code),
  )
  if (other)
    throw new WorkshopError(`The workshop ${other.name} has the code ${code}. Take another.`)
  await writeWhole(place.files.path(name), text)
  const token = await loadHostToken(place.stateDirectory, place.records, now)
  const room = await roomSentence(place, plan.seats)
  return [
    `The workshop ${name} is in ${place.files.path(name)}.`,
    ...(room === undefined ? [] : [room]),
    '',
    ...columns([
      ['  Seats', String(plan.seats)],
      ['  Opens', opensWords(plan)],
      ['  Closes', timeOr(plan.closes, 'when you close it')],
      ['  Zone', `${machineZone()}, where a time names no other`],
      ['  Code', shownCode(plan.code ?? code)],
      ['  Join', joinLink(place, plan.code ?? code)],
      ['  Board', boardLink(place, token)],
    ]),
    '',
    place.isServed
      ? 'The server that runs has it within seconds. Next:'
      : `Next: ${hostCommand('start')} serves it. Then:`,
    `  ${hostCommand('rehearse', ['--workshop', name])}`,
  ]
}

/** @throws {PlanError} that names the option instead of the file. */
function planOf(text: string, { courses }: Place): WrittenPlan {
  try {
    return withCourse(readPlan(text, 'new'), courses)
  } catch (error) {
    if (!(error instanceof PlanError)) throw error
    throw new PlanError(`--${error.plain}`, error.field)
  }
}

/** When it opens, in words. */
export function opensWords({ opens }: Pick<WrittenPlan, 'opens'>): string {
  return timeOr(opens, 'at once')
}

/** @returns milliseconds since 1970, or the text itself where it is no time: the plan says so. */
function timeOption(text: string | undefined, after: number): number | string | undefined {
  if (text === undefined) return undefined
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)$/.exec(text.trim()) ?? []
  if (hours === undefined || minutes === undefined) return parseTime(text) ?? text
  const time = new Date(after)
  time.setHours(Number(hours), Number(minutes), 0, 0)
  if (time.getTime() <= after) time.setDate(time.getDate() + 1)
  return Number(hours) < 24 && Number(minutes) < 60 ? time.getTime() : text
}

function timeText(time: number | string): string {
  return typeof time === 'number' ? writtenTime(time) : time
}

/** @returns the text itself where it is no number: the plan says so. */
function numberOr(text: string | undefined, fallback: number): number | string {
  if (text === undefined) return fallback
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}
