import type { BoardAction, BoardSeat, LoggedAct } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make } from '../elements/element.ts'
import type { CourseChapters } from './course-chapters.ts'
import type { RoomModel } from './room-model.ts'
import { audienceWords } from './seat-words.ts'
import { timeWords } from './time-words.ts'

/** What hosts did, the latest first. */
export class ActionLog {
  readonly element = make('section', { className: 'board-log', ariaLabel: phrase('board.log') })
  readonly #list = make('ol', { reversed: true })
  readonly #empty = make('p', { textContent: phrase('board.log-empty') })
  #shown: readonly BoardAction[] | undefined

  constructor() {
    this.element.append(this.#empty, this.#list)
  }

  paint({ state, chapters }: RoomModel): void {
    if (this.#shown === state.actions) return
    this.#shown = state.actions
    this.#empty.hidden = state.actions.length > 0
    const rows = state.actions.toReversed().map(({ at, host, act }) => {
      const words = actionWords(act, state.seats, chapters)
      const time = make('time', {
        textContent: timeWords(at),
        dateTime: new Date(at).toISOString(),
      })
      return make('li', {}, time, ' ', make('strong', { textContent: host }), ` ${words}`)
    })
    this.#list.replaceChildren(...rows)
  }
}

/** What was done, after the name of the host who did it. */
function actionWords(
  act: LoggedAct,
  seats: ReadonlyMap<number, BoardSeat>,
  chapters: CourseChapters | undefined,
): string {
  const nameOf = (seat: number) => seats.get(seat)?.name ?? phrase('board.seat', { seat })
  const names = 'to' in act ? audienceWords(act.to, seats) : ''
  switch (act.act) {
    case 'message':
      return phrase('board.log-message', { names, text: act.text })
    case 'extend':
      return phrase('board.log-extend', { names, minutes: act.minutes })
    case 'reset':
      return phrase('board.log-reset', { names })
    case 'end':
      return phrase('board.log-end', { names })
    case 'blank':
      return act.words === null
        ? phrase('board.log-uncover', { names })
        : phrase('board.log-cover', { names, text: act.words })
    case 'chapters': {
      const titles = act.chapters?.map((name) => chapters?.chapterTitle(name) ?? name).join(', ')
      return titles === undefined
        ? phrase('board.log-chapters-all')
        : phrase('board.log-chapters', { chapters: titles })
    }
    case 'lower-hand':
      return phrase('board.log-lower', { name: nameOf(act.seat) })
    case 'move':
      return phrase('board.log-move', { name: nameOf(act.seat) })
    case 'group':
      return phrase('board.log-group', {
        name: nameOf(act.seat),
        group: act.group ?? phrase('board.no-group'),
      })
    case 'look':
      return phrase('board.log-look', { name: nameOf(act.seat) })
    case 'ask-to-type':
      return phrase('board.log-ask-to-type')
    case 'end-look':
      return phrase('board.log-end-look')
    case 'show':
      return act.terminal === null ? phrase('board.log-show-end') : phrase('board.log-show')
    case 'lead':
      return act.isLeading ? phrase('board.log-lead') : phrase('board.log-lead-end')
    case 'open':
      return phrase('board.log-open')
    case 'close':
      return phrase('board.log-close')
    case 'plan':
      return act.isNew ? phrase('board.log-new') : phrase('board.log-plan')
    case 'export':
      return phrase('board.log-export', { format: act.format.toUpperCase() })
    case 'invite':
      return phrase('board.log-invite', { name: act.host })
    case 'revoke':
      return phrase('board.log-revoke', { name: act.host })
    case 'renew-token':
      return phrase('board.log-renew-token')
  }
}
