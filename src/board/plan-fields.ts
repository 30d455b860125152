import type { WorkshopPlan } from '../../protocol/board-messages.ts'

/** What the form of a workshop holds: text, as a person types it. */
export interface PlanTexts {
  readonly title: string
  readonly code: string
  readonly seats: string
  /** As `datetime-local` has it, in the host's own zone; empty: by hand. */
  readonly opens: string
  readonly closes: string
  readonly prepare: string
  readonly course: string
  /** Empty: all. */
  readonly chapters: readonly string[]
  /** A group a line, with its instructor after a colon. */
  readonly groups: string
  readonly thumbnails: boolean
  readonly commands: boolean
  readonly presence: boolean
  readonly certificate: boolean
  readonly keepDays: string
}

export const NEW_PLAN: PlanTexts = {
  title: '',
  code: '',
  seats: '20',
  opens: '',
  closes: '',
  prepare: '15',
  course: '',
  chapters: [],
  groups: '',
  thumbnails: true,
  commands: false,
  presence: true,
  certificate: false,
  keepDays: '30',
}

/** @returns the plan as it is sent; what its fields may hold is for the server to say. */
export function planOf(texts: PlanTexts): WorkshopPlan {
  const { code, prepare, keepDays, chapters } = texts
  return {
    title: texts.title.trim(),
    ...(code.trim() !== '' && { code: code.trim() }),
    seats: Number(texts.seats),
    opens: timeOf(texts.opens),
    closes: timeOf(texts.closes),
    ...(prepare !== '' && { prepare: Number(prepare) }),
    course: texts.course,
    chapters: chapters.length === 0 ? null : [...chapters],
    groups: groupsOf(texts.groups),
    thumbnails: texts.thumbnails ? 'asked' : 'off',
    records: texts.commands ? 'commands' : 'blocks',
    presence: texts.presence,
    certificate: texts.certificate,
    ...(keepDays !== '' && { 'keep-days': Number(keepDays) }),
  }
}

/** The same, the other way: for a form that changes a workshop. */
export function textsOf(plan: WorkshopPlan): PlanTexts {
  return {
    title: plan.title,
    code: plan.code ?? '',
    seats: String(plan.seats),
    opens: localTime(plan.opens),
    closes: localTime(plan.closes),
    prepare: plan.prepare === undefined ? '' : String(plan.prepare),
    course: plan.course,
    chapters: plan.chapters ?? [],
    groups: plan.groups
      .map(({ group, instructor }) => (instructor === null ? group : `${group}: ${instructor}`))
      .join('\n'),
    thumbnails: plan.thumbnails === 'asked',
    commands: plan.records === 'commands',
    presence: plan.presence,
    certificate: plan.certificate,
    keepDays: plan['keep-days'] === undefined ? '' : String(plan['keep-days']),
  }
}

/** A name for the workshop's file and addresses, made of its title: `Docker am Montag!` is `docker-am-montag`. */
export function nameFor(title: string, taken: readonly string[]): string {
  const plain = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_NAME)
    .replaceAll(/^-+|-+$/g, '')
  const name = plain === '' ? 'workshop' : plain
  let free = name
  for (let number = 2; taken.includes(free); number++) free = `${name}-${number}`
  return free
}

/** Room for a number at the end of a name of 40 characters. */
const LONGEST_NAME = 36

function groupsOf(text: string): WorkshopPlan['groups'] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [group = '', ...rest] = line.split(':')
      const instructor = rest.join(':').trim()
      return { group: group.trim(), instructor: instructor === '' ? null : instructor }
    })
}

function timeOf(text: string): number | null {
  return text === '' ? null : new Date(text).getTime()
}

/** Such as `2026-11-30T09:00`, in the host's own zone. */
function localTime(milliseconds: number | null): string {
  if (milliseconds === null) return ''
  const date = new Date(milliseconds)
  const local = new Date(milliseconds - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}
