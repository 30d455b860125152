import type { BoardAct } from '../../protocol/board-messages.ts'
import type { Session } from '../sessions/session.ts'
import type { Workshop } from '../workshops/workshop.ts'
import { WorkshopError } from '../workshops/workshop-error.ts'
import type { Workshops } from '../workshops/workshops.ts'

/** Who does something, and where. */
export interface ActContext {
  readonly host: string
  /** The host's own, in the browser of the board. */
  readonly session: Session | undefined
  readonly workshop: Workshop
  readonly workshops: Workshops
}

/**
 * Does what a host has asked for.
 * @returns what was asked for, such as a code. @throws {WorkshopError} where it cannot be.
 */
export async function act(
  asked: BoardAct,
  { host, session, workshop, workshops }: ActContext,
): Promise<string | undefined> {
  switch (asked.act) {
    case 'message':
      for (const seat of workshop.audience(asked.to)) {
        seat.tell({ news: 'message', from: host, text: asked.text })
      }
      return
    case 'extend':
      if (asked.to === 'all') return void workshops.extend(workshop, asked.minutes)
      for (const seat of workshop.audience(asked.to)) {
        workshops.extendSeat(workshop, seat, asked.minutes)
      }
      return
    case 'reset':
      await Promise.all(
        workshop.audience(asked.to).map((seat) => workshops.sessionOf(seat)?.end('reset')),
      )
      return
    case 'end':
      for (const seat of workshop.audience(asked.to)) {
        const session = workshops.sessionOf(seat)
        workshop.end(seat)
        // The seat is free for somebody else.
        void session?.end('workshop')
      }
      return
    case 'chapters':
      workshop.setChapters(asked.chapters ?? undefined)
      return
    case 'blank':
      workshop.setBlank(asked.words === null ? undefined : { words: asked.words, to: asked.to })
      return
    case 'lower-hand': {
      const seat = workshop.seat(asked.seat)
      workshop.lowerHand(seat)
      seat.tell({ news: 'hand-seen', from: host })
      return
    }
    case 'move':
      return workshops.moveCode(workshop.seat(asked.seat))
    case 'group':
      workshop.setGroup(workshop.seat(asked.seat), asked.group ?? undefined)
      return
    case 'show':
      workshop.lead.show(host, asked.terminal, session)
      return
    case 'lead':
      workshop.lead.lead(host, asked.isLeading)
      return
    case 'look':
      return String(workshop.looks.ask(host, asked.seat))
    case 'ask-to-type':
      workshop.looks.askToType(host, asked.look)
      return
    case 'end-look':
      workshop.looks.end(host, asked.look)
      return
    case 'open':
      workshops.open(workshop)
      return
    case 'close':
      await workshops.closeWorkshop(workshop)
      return
    case 'export':
      throw new WorkshopError('The page of the report downloads what is kept.')
    default:
      throw new WorkshopError('This server cannot do that yet.')
  }
}
