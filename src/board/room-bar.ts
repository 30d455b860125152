import type { BoardWorkshop } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, setData, setText } from '../elements/element.ts'
import { figure, paintMemory, paintShare, shareWords } from './figure.ts'
import type { RoomModel } from './room-model.ts'
import { countRoom } from './seat-summary.ts'
import { durationWords } from './time-words.ts'

/** The figures of a room, and of the machine that carries it. */
export class RoomBar {
  readonly element = make('section', {
    className: 'board-bar',
    ariaLabel: phrase('board.bar'),
  })
  readonly #why = make('p', { className: 'board-why', hidden: true })
  readonly #taken = figure(phrase('board.taken'))
  readonly #waiting = figure(phrase('board.waiting'))
  readonly #prepared = figure(phrase('board.prepared'))
  readonly #here = figure(phrase('board.here'))
  readonly #atWork = figure(phrase('board.at-work'))
  readonly #stuck = figure(phrase('board.stuck'), phrase('board.stuck-rule'))
  readonly #finished = figure(phrase('board.finished'), phrase('board.finished-rule'))
  readonly #hands = figure(phrase('board.hands'))
  readonly #processors = figure(phrase('board.processors'))
  readonly #memory = figure(phrase('board.memory'))
  readonly #further = figure(phrase('board.further'))
  readonly #time = figure('')

  constructor() {
    const groups = [
      [this.#taken, this.#waiting, this.#prepared],
      [this.#here, this.#atWork, this.#stuck, this.#finished, this.#hands],
      [this.#processors, this.#memory, this.#further],
      [this.#time],
    ]
    for (const group of groups) {
      this.element.append(make('dl', {}, ...group.map(({ element }) => element)))
    }
    this.element.append(this.#why)
    setData(this.#stuck.element, 'kind', 'stuck')
    setData(this.#hands.element, 'kind', 'hand')
  }

  paint({ state, stuck, open, now }: RoomModel): void {
    const { workshop, machine } = state
    if (workshop === undefined) return
    const counts = countRoom(state.seats.values(), stuck, open)
    const { levels, seats } = workshop
    setText(this.#taken.value, phrase('board.of', { number: counts.taken, all: seats }))
    setText(this.#waiting.value, String(counts.waiting))
    setText(
      this.#prepared.value,
      phrase('board.of', {
        number: levels.prepared,
        all: Math.max(levels.prepared, Math.min(seats, levels.holds) - levels.taken),
      }),
    )
    setText(this.#here.value, String(counts.here))
    setText(this.#atWork.value, String(counts.atWork))
    setText(this.#stuck.value, String(counts.stuck))
    setText(this.#finished.value, String(counts.finished))
    setText(this.#hands.value, String(counts.hands))
    setData(this.#stuck.element, 'raised', counts.stuck > 0 ? 'yes' : undefined)
    setData(this.#hands.element, 'raised', counts.hands > 0 ? 'yes' : undefined)
    if (machine !== undefined) {
      paintShare(this.#processors, shareWords(machine.processors), machine.processors)
      paintMemory(this.#memory, machine.memory)
      setText(this.#further.value, String(machine.further))
    }
    const { name, value } = timeFacts(workshop, now)
    setText(this.#time.element.firstChild as Node, name)
    setText(this.#time.value, value)
    const why = levels.why ?? ''
    setText(this.#why, why === '' ? '' : phrase('board.holds', { number: levels.holds, why }))
    this.#why.hidden = why === ''
  }
}

/** What the clock says of the workshop. */
function timeFacts(
  { phase, opens, closes }: BoardWorkshop,
  now: number,
): { name: string; value: string } {
  if (phase === 'planned') {
    if (opens === null) return { name: phrase('board.opening'), value: phrase('board.by-hand') }
    return { name: phrase('board.opens-in'), value: durationWords(opens - now) }
  }
  if (phase === 'closed') return { name: phrase('board.closing'), value: phrase('board.is-closed') }
  if (closes === null) return { name: phrase('board.closing'), value: phrase('board.by-hand') }
  return { name: phrase('board.closes-in'), value: durationWords(closes - now) }
}
