import type { WorkshopAct } from '../../protocol/workshop-messages.ts'
import type { Clock } from '../common/clock.ts'
import type { Looks } from './looks.ts'
import type { WorkshopPlan } from './plan.ts'
import type { WorkshopRecords } from './records/workshop-records.ts'
import type { Seat } from './seat.ts'

/** What is kept of a command, in UTF-16 units: the rest of a long one tells nobody more. */
const KEPT_COMMAND_LENGTH = 1000

export interface ParticipantActsOptions {
  /** Its name. */
  readonly workshop: string
  readonly records: WorkshopRecords
  readonly clock: Clock
  readonly looks: Looks
  /** As it is at this moment. */
  readonly plan: () => WorkshopPlan
  /** The names of a course's blocks and tasks; undefined where they are not known. */
  readonly partsOf: (course: string) => ReadonlySet<string> | undefined
  readonly lowerHand: (seat: Seat) => void
  /** Told that a seat is no longer as it was. */
  readonly changed: (seat: Seat) => void
  /** Tells the pages of a seat how the workshop stands. */
  readonly tellState: (seat: Seat) => void
}

/** What the pages of participants tell: kept, and shown on the boards. */
export class ParticipantActs {
  readonly #options: ParticipantActsOptions

  constructor(options: ParticipantActsOptions) {
    this.#options = options
  }

  /** @param act of a page of that seat. */
  hear(seat: Seat, act: WorkshopAct): void {
    const { workshop: name, records, clock, looks, plan, partsOf, lowerHand } = this.#options
    if (seat.isOver) return
    if (act.act === 'answer' || act.act === 'end-look') {
      // Whatever else was told: what ends a look is heard.
      looks.hear(seat.number, act)
      return
    }
    // So is what ends thumbnails.
    const isWithdrawn = act.act === 'thumbnail' && !act.isAllowed && seat.hasThumbnail
    if (!isWithdrawn && !seat.acts.take(1)) return
    const at = clock.date()
    const { number } = seat
    switch (act.act) {
      case 'at': {
        // A tab that nobody looks at says nothing of where the reader is.
        if (!act.isSeen && seat.pages.size > 1) return
        const { chapter, block } = act.position
        const isSame = seat.position?.chapter === chapter && seat.position.block === block
        if (isSame && seat.isLooking === act.isSeen) return
        seat.isLooking = act.isSeen
        if (act.isSeen) records.visit(name, number, at, act.position)
        else records.leave(name, number, at)
        if (isSame) return
        seat.position = act.position
        seat.since = at
        break
      }
      case 'ran': {
        const { block, state, status, command } = act
        if (!seat.ran(block, state, partsOf(plan().course))) return
        const isKept = plan().records === 'commands' && command !== undefined
        const known = status === undefined ? {} : { status }
        const kept = isKept && { command: command.slice(0, KEPT_COMMAND_LENGTH) }
        records.ran(name, number, at, { block, state, ...known, ...kept })
        break
      }
      case 'task':
        if (!seat.did(act.task, act.isDone, partsOf(plan().course))) return
        records.task(name, number, at, act.task, act.isDone)
        break
      case 'hand':
        if (act.words === null) {
          lowerHand(seat)
          return
        }
        seat.hand = { words: act.words, at }
        records.lowerHand(name, number, at, 'reader')
        records.raiseHand(name, number, at, act.words)
        break
      case 'thumbnail':
        seat.hasThumbnail = act.isAllowed
        records.keepSeat(name, seat.row)
        break
      default:
        return
    }
    this.#options.changed(seat)
    if (act.act === 'hand' || act.act === 'thumbnail') this.#options.tellState(seat)
  }
}
