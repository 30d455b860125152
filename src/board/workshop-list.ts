import type { WorkshopEntry } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton } from '../elements/element.ts'
import type { BoardState } from './board-state.ts'
import { showInvitation } from './invitation.ts'
import { spokenCode } from './spoken-code.ts'
import { timeWords } from './time-words.ts'

export interface WorkshopListOptions {
  readonly open: (workshop: string) => void
  readonly makeNew: () => void
  readonly inviteHost: () => void
  /** This browser forgets the board's token. */
  readonly forget: () => void
}

const PHASE_WORDS: Readonly<Record<WorkshopEntry['phase'], string>> = {
  planned: phrase('board.phase-planned'),
  open: phrase('board.phase-open'),
  closed: phrase('board.phase-closed'),
}

export function phaseWords(phase: WorkshopEntry['phase']): string {
  return PHASE_WORDS[phase]
}

/** All workshops of this server, and how to make one. */
export class WorkshopList {
  readonly element = make('section', { className: 'board-list' })
  readonly #options: WorkshopListOptions
  readonly #host = make('p', { className: 'board-hint' })
  readonly #place = make('div')
  readonly #troubles = make('ul', { className: 'board-troubles' })

  constructor(options: WorkshopListOptions) {
    this.#options = options
    this.element.append(
      make(
        'div',
        { className: 'list-head' },
        make('h2', { textContent: phrase('board.workshops'), tabIndex: -1 }),
        makeButton(phrase('board.new'), options.makeNew, 'board-primary'),
      ),
      this.#troubles,
      this.#place,
      make(
        'div',
        { className: 'list-foot' },
        this.#host,
        makeButton(phrase('board.invite-host'), options.inviteHost),
        makeButton(phrase('board.forget'), options.forget),
      ),
    )
  }

  paint(state: BoardState): void {
    this.#host.textContent = phrase('board.you-are', { name: state.host })
    this.#troubles.replaceChildren(
      ...state.troubles.map((sentence) => make('li', { textContent: sentence })),
    )
    if (state.workshops.length === 0) {
      this.#place.replaceChildren(
        make(
          'div',
          { className: 'board-empty' },
          make('p', { textContent: phrase('board.none') }),
          make('p', { textContent: phrase('board.none-how') }),
        ),
      )
      return
    }
    const rows = state.workshops.map((workshop) => this.#row(workshop, state))
    this.#place.replaceChildren(make('ul', { className: 'workshops' }, ...rows))
  }

  #row(workshop: WorkshopEntry, state: BoardState): HTMLElement {
    const { title, phase, code, taken, seats } = workshop
    const open = makeButton(title, () => this.#options.open(workshop.workshop), 'workshop-title')
    const row = make(
      'li',
      {},
      make('h3', {}, open),
      make('p', { className: 'workshop-phase', textContent: phaseWords(phase) }),
      make('p', { textContent: timesWords(workshop) }),
      make('p', { textContent: phrase('board.seats-taken', { taken, seats }) }),
      make(
        'p',
        {},
        make('code', { textContent: spokenCode(code), translate: false }),
        ' ',
        makeButton(phrase('board.show-code'), () => showInvitation(workshop, state.site)),
      ),
    )
    row.dataset['phase'] = phase
    return row
  }
}

function timesWords({ opens, closes }: WorkshopEntry): string {
  if (opens === null) return closes === null ? phrase('board.no-times') : until(closes)
  if (closes === null) return phrase('board.from', { opens: timeWords(opens) })
  return phrase('board.from-to', { opens: timeWords(opens), closes: timeWords(closes) })
}

function until(closes: number): string {
  return phrase('board.until', { closes: timeWords(closes) })
}
