import type { BoardSeat } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton, setText } from '../elements/element.ts'
import type { BoardContext } from './board-context.ts'
import { LookPlace } from './look-place.ts'
import type { ReaderActs, Readers } from './reader-acts.ts'
import { type RoomModel, tileFacts } from './room-model.ts'
import { handWords, stuckWords, tasksWords } from './tile.ts'
import { clockWords } from './time-words.ts'

/** All about one reader, beside the tiles: what the reader does, and what a host can do. */
export class SeatPanel {
  readonly element = make('aside', { className: 'board-panel', hidden: true })
  readonly #board: BoardContext
  readonly #looks: LookPlace
  readonly #onClose: (seat: number) => void
  readonly #title = make('h2', { tabIndex: -1, id: 'board-panel-title' })
  readonly #facts = make('dl')
  readonly #hand = make('div', { className: 'panel-hand', hidden: true })
  readonly #handWords = make('p')
  readonly #group = make('select', { id: 'board-panel-group' })
  readonly #groupField = make('p', { className: 'board-field' })
  readonly #code = make('p', { className: 'panel-code', role: 'status' })
  #seat: BoardSeat | undefined
  #shownFacts = ''
  #shownGroups = ''

  constructor(board: BoardContext, acts: ReaderActs, onClose: (seat: number) => void) {
    this.#board = board
    this.#onClose = onClose
    this.#looks = new LookPlace(board)
    this.element.setAttribute('aria-labelledby', 'board-panel-title')
    const one = () => this.#readers
    const lower = makeButton(phrase('board.lower-hand'), () => this.lowerHand())
    this.#hand.append(this.#handWords, lower)
    this.#groupField.append(
      make('label', { htmlFor: 'board-panel-group', textContent: phrase('board.group') }),
      this.#group,
    )
    this.#group.addEventListener('change', () => this.#move())
    const close = makeButton('×', () => this.close(), 'panel-close')
    close.ariaLabel = phrase('board.close')
    this.element.append(
      make('div', { className: 'panel-head' }, this.#title, close),
      this.#hand,
      this.#facts,
      make(
        'div',
        { className: 'board-buttons' },
        makeButton(phrase('board.look'), () => this.look(), 'board-primary'),
        makeButton(phrase('board.message'), () => acts.message(one())),
        makeButton(phrase('board.extend'), () => acts.extend(one())),
        makeButton(phrase('board.move-code'), () => this.#giveCode()),
        makeButton(phrase('board.reset'), () => acts.reset(one()), 'danger'),
        makeButton(phrase('board.end'), () => acts.end(one()), 'danger'),
      ),
      this.#code,
      this.#groupField,
      this.#looks.element,
    )
    this.element.addEventListener('keydown', (event) => {
      // A terminal that is looked at has its own Escape.
      if (event.key === 'Escape' && !event.defaultPrevented) this.close()
    })
  }

  get seat(): number | undefined {
    return this.#seat?.seat
  }

  get isOpen(): boolean {
    return this.#seat !== undefined
  }

  open(seat: BoardSeat, model: RoomModel): void {
    this.#code.textContent = ''
    this.#seat = seat
    this.element.hidden = false
    this.paint(model)
    this.#title.focus()
  }

  close(): void {
    const seat = this.seat
    this.#seat = undefined
    this.element.hidden = true
    this.#looks.show(undefined)
    if (seat !== undefined) this.#onClose(seat)
  }

  look(): Promise<void> {
    return this.#seat === undefined ? Promise.resolve() : this.#looks.ask(this.#seat)
  }

  async lowerHand(): Promise<void> {
    if (this.#seat === undefined) return
    const { seat, name } = this.#seat
    // The button goes with the hand: the focus must not.
    this.#title.focus()
    await this.#board.act({ act: 'lower-hand', seat }, phrase('board.lower-done', { name }))
  }

  paint(model: RoomModel): void {
    if (this.#seat === undefined) return
    const seat = model.state.seats.get(this.#seat.seat)
    if (seat === undefined) {
      this.close()
      return
    }
    this.#seat = seat
    setText(this.#title, seat.name)
    this.#hand.hidden = seat.hand === null
    const hand = seat.hand
    setText(
      this.#handWords,
      hand === null ? '' : `${handWords(hand.words)} (${clockWords(hand.since)})`,
    )
    this.#paintFacts(seat, model)
    this.#offerGroups(model)
    this.#looks.show(seat.seat)
  }

  #paintFacts(seat: BoardSeat, model: RoomModel): void {
    const { place, time, stateWords, share, stuck } = tileFacts(seat, model)
    const rows = [
      [phrase('board.fact-place'), [place, time].filter(Boolean).join(', ')],
      [phrase('board.fact-state'), stateWords + (stuck ? `, ${stuckWords(stuck)}` : '')],
      ...(seat.last ? [[phrase('board.fact-last'), this.#partTitle(seat.last.block, model)]] : []),
      ...(share.all > 0 ? [[phrase('board.fact-tasks'), tasksWords(share)]] : []),
      [phrase('board.fact-seat'), String(seat.seat)],
    ] as const
    const known = JSON.stringify(rows)
    if (known === this.#shownFacts) return
    this.#shownFacts = known
    const parts = rows.flatMap(([name = '', value = '']) => [
      make('dt', { textContent: name }),
      make('dd', { textContent: value }),
    ])
    this.#facts.replaceChildren(...parts)
  }

  #partTitle(name: string, { chapters }: RoomModel): string {
    return chapters?.partTitle(name) ?? name
  }

  #offerGroups({ state }: RoomModel): void {
    const groups = state.workshop?.groups ?? []
    this.#groupField.hidden = groups.length === 0
    const known = JSON.stringify([groups, this.#seat?.seat])
    const chosen = this.#seat?.group ?? null
    if (known !== this.#shownGroups) {
      this.#shownGroups = known
      this.#group.replaceChildren(
        make('option', { value: '', textContent: phrase('board.no-group') }),
        ...groups.map(({ group }) => make('option', { value: `=${group}`, textContent: group })),
      )
    }
    if (document.activeElement !== this.#group) {
      this.#group.value = chosen === null ? '' : `=${chosen}`
    }
  }

  async #move(): Promise<void> {
    if (this.#seat === undefined) return
    const { seat, name } = this.#seat
    const group = this.#group.value === '' ? null : this.#group.value.slice(1)
    const words =
      group === null
        ? phrase('board.group-none-done', { name })
        : phrase('board.group-done', { name, group })
    await this.#board.act({ act: 'group', seat, group }, words)
  }

  async #giveCode(): Promise<void> {
    if (this.#seat === undefined) return
    const { seat, name } = this.#seat
    const result = await this.#board.act({ act: 'move', seat })
    if (!result.isDone || this.seat !== seat) return
    setText(this.#code, phrase('board.move-done', { name, code: result.answer ?? '' }))
  }

  get #readers(): Readers {
    const seat = this.#seat as BoardSeat
    return { to: { seats: [seat.seat] }, seats: [seat] }
  }
}
