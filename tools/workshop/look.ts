import { machineZone, writtenTime } from '../../sandbox-server/workshops/written-time.ts'
import { columns } from '../columns.ts'
import { type KnownWorkshop, knownWorkshop, knownWorkshops } from './known.ts'
import { opensWords } from './make.ts'
import type { Place } from './place.ts'
import { roomSentence } from './room.ts'
import { joinLink, shownCode, timeOr } from './words.ts'

const DAY_MILLISECONDS = 86_400_000

/** @returns a line for each workshop. */
export function list(place: Place): string[] {
  const all = knownWorkshops(place)
  if (all.length === 0) return ['There are no workshops yet.']
  return columns([
    ['NAME', 'TITLE', 'STATE', 'OPENS', 'CLOSES', 'SEATS', 'CODE'],
    ...all.map((one) => [
      one.name,
      one.title,
      one.trouble ? 'wrong plan' : one.phase,
      timeOr(one.opens, '-'),
      timeOr(one.closes, '-'),
      `${one.taken}${one.plan ? `/${one.plan.seats}` : ''}`,
      shownCode(one.code ?? '-'),
    ]),
  ])
}

/** @returns all that there is to know of one. */
export function show(place: Place, name: string): string[] {
  const one = knownWorkshop(place, name)
  const { plan } = one
  const keepDays = plan?.['keep-days'] ?? place.records.keptPlan(name)?.['keep-days']
  return [
    ...columns([
      ['Title', one.title],
      ['State', one.trouble ? 'wrong plan' : one.phase],
      ...(plan
        ? [
            ['Seats', `${plan.seats}, of which ${one.taken} are taken`],
            ['Opens', opensWords(plan)],
          ]
        : [['Joined', String(one.taken)]]),
      ['Closes', timeOr(one.closes, 'when you close it')],
      ...(plan?.course ? [['Course', plan.course]] : []),
      ...(plan?.chapters ? [['Chapters', plan.chapters.join(', ')]] : []),
      ...(plan && plan.groups.length > 0
        ? [['Groups', plan.groups.map(({ group }) => group).join(', ')]]
        : []),
      ...codeRows(place, one),
      ['Records', plan?.records === 'commands' ? 'blocks and commands' : 'blocks'],
      ...(keepDays === undefined ? [] : [['Deleted', deletedWords(one.ends, keepDays)]]),
      ['Plan', plan ? place.files.path(name) : 'none'],
    ]),
    ...(one.trouble ? ['', one.trouble.message] : []),
  ]
}

function codeRows(place: Place, { code }: KnownWorkshop): string[][] {
  if (code === undefined) return [['Code', 'made when the server starts']]
  return [
    ['Code', shownCode(code)],
    ['Join', joinLink(place, code)],
  ]
}

function deletedWords(ends: number | undefined, days: number): string {
  const when =
    ends === undefined
      ? `${days} days after the closing`
      : `on ${writtenTime(ends + days * DAY_MILLISECONDS).slice(0, 10)}`
  return `what names a person, ${when}`
}

/** @returns what is wrong with plans and worth to know of them; `isGood`: nothing is wrong. */
export async function check(place: Place): Promise<{ lines: string[]; isGood: boolean }> {
  const all = knownWorkshops(place)
  const wrong = all.flatMap(({ trouble }) => (trouble ? [trouble.message] : []))
  const planned = all.flatMap(({ plan, phase }) => (plan && phase !== 'closed' ? [plan] : []))
  const seats = planned.reduce((sum, plan) => sum + plan.seats, 0)
  const over = all.filter(({ plan, phase }) => plan && phase === 'closed').map(({ name }) => name)
  const room = await roomSentence(place, Math.max(0, ...planned.map((plan) => plan.seats)))
  return {
    isGood: wrong.length === 0,
    lines: [
      ...wrong,
      ...all.flatMap((one) => sameCode(one, all)),
      ...(room === undefined ? [] : [room]),
      ...(over.length === 0 ? [] : [`Closed: ${over.join(', ')}.`]),
      `Workshops to come or open: ${planned.length}, with ${seats} seats. Times are of ${machineZone()} where they name no other zone.`,
    ],
  }
}

/** The second of two with one code is refused by the server. */
function sameCode({ name, plan }: KnownWorkshop, all: readonly KnownWorkshop[]): string[] {
  const other = all.find((one) => one.plan?.code !== undefined && one.plan.code === plan?.code)
  if (plan?.code === undefined || other === undefined || other.name >= name) return []
  return [`${name} and ${other.name} have the same code, ${plan.code}. Change one.`]
}
