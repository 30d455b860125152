import type {
  Audience,
  Blank,
  BoardWorkshop,
  SeatLevels,
  WorkshopEntry,
} from '../../protocol/board-messages.ts'
import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import type { Lead } from './lead.ts'
import type { Looks } from './looks.ts'
import type { WorkshopPlan } from './plan.ts'
import type { Seat } from './seat.ts'

/** A workshop as it is at this moment, for those who are shown it. */
export interface ShownWorkshop {
  readonly name: string
  readonly plan: WorkshopPlan
  readonly phase: WorkshopState['phase']
  /** Milliseconds since 1970; undefined where no end is set. */
  readonly closes: number | undefined
  readonly now: number
  /** The chapters that are open; null: all. */
  readonly chapters: string[] | null
  readonly blank: Blank | undefined
  /** Seats that are taken. */
  readonly taken: number
  readonly lead: Pick<Lead, 'followed' | 'showing' | 'leading'>
  readonly looks: Pick<Looks, 'of'>
}

/** All that the pages of a reader show. */
export function participantState(workshop: ShownWorkshop, seat: Seat): WorkshopState {
  const { blank, chapters, looks, phase } = workshop
  return {
    ...stateForAll(workshop),
    role: 'participant',
    name: seat.name,
    phase: seat.isOver ? 'closed' : phase,
    chapters,
    blank: blank && isFor(blank.to, seat) ? blank.words : null,
    hand: seat.hand ? { words: seat.hand.words } : null,
    looks: looks.of(seat.number),
    hasThumbnail: seat.hasThumbnail,
  }
}

/** The pages of hosts are not covered, and no chapter is locked there. */
export function hostState(workshop: ShownWorkshop, host: string): WorkshopState {
  const own = { chapters: null, blank: null, hand: null, looks: [], hasThumbnail: false }
  return { ...stateForAll(workshop), ...own, role: 'host', name: host, phase: workshop.phase }
}

function stateForAll({ name, plan, closes, now, lead }: ShownWorkshop) {
  const secondsLeft = closes && Math.round((closes - now) / 1000)
  return {
    workshop: name,
    title: plan.title,
    secondsLeft: secondsLeft === undefined ? null : Math.max(0, secondsLeft),
    followed: lead.followed,
    showing: lead.showing,
    asksThumbnail: plan.thumbnails === 'asked',
    recordsCommands: plan.records === 'commands',
    hasCertificate: plan.certificate,
  }
}

/** In a list of workshops. */
export function workshopEntry({ name, plan, phase, closes, taken }: ShownWorkshop): WorkshopEntry {
  const { title, course, opens, seats, code } = plan
  return {
    workshop: name,
    title,
    course,
    phase,
    opens: opens ?? null,
    closes: closes ?? null,
    seats,
    taken,
    code,
  }
}

/** As the board shows it. @param levels what is prepared for it. */
export function boardWorkshop(workshop: ShownWorkshop, levels: SeatLevels): BoardWorkshop {
  const { plan, chapters, blank, lead } = workshop
  return {
    ...workshopEntry(workshop),
    levels,
    groups: plan.groups.map(({ group, instructor = null }) => ({ group, instructor })),
    chapters,
    blank: blank ?? null,
    recordsCommands: plan.records === 'commands',
    showsPresence: plan.presence,
    showing: lead.showing,
    leading: lead.leading,
  }
}

/** Whether what is for these readers is for that one. */
export function isFor(to: Audience, seat: Seat): boolean {
  if (to === 'all') return true
  return 'group' in to ? seat.group === to.group : to.seats.includes(seat.number)
}
