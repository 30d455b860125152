import { phrase } from '../../words/phrase.ts'
import { make } from '../elements/element.ts'
import {
  type Choice,
  SEAT_FILTERS,
  SEAT_ORDERS,
  type SeatFilter,
  type SeatOrder,
} from './seat-order.ts'

const ORDER_WORDS: Readonly<Record<SeatOrder, string>> = {
  hand: phrase('board.order-hand'),
  stuck: phrase('board.order-stuck'),
  name: phrase('board.order-name'),
  seat: phrase('board.order-seat'),
}

const FILTER_WORDS: Readonly<Record<SeatFilter, string>> = {
  all: phrase('board.filter-all'),
  hand: phrase('board.filter-hand'),
  stuck: phrase('board.filter-stuck'),
  failed: phrase('board.filter-failed'),
  running: phrase('board.filter-running'),
  waiting: phrase('board.filter-waiting'),
  away: phrase('board.filter-away'),
  over: phrase('board.filter-over'),
}

/** Which readers are shown, and in which order. */
export class ChoiceBar {
  readonly element = make('div', { className: 'board-choice', role: 'search' })
  readonly #search = make('input', { type: 'search', id: 'board-search', autocomplete: 'off' })
  readonly #filter = choiceOf('board-filter', SEAT_FILTERS, FILTER_WORDS)
  readonly #order = choiceOf('board-order', SEAT_ORDERS, ORDER_WORDS)
  readonly #group = make('select', { id: 'board-group' })
  readonly #groupField: HTMLElement
  #groups = ''

  constructor(onChange: () => void) {
    this.#groupField = labelled(phrase('board.group'), this.#group)
    this.element.ariaLabel = phrase('board.choice')
    this.element.append(
      labelled(phrase('board.search'), this.#search),
      labelled(phrase('board.filter'), this.#filter),
      this.#groupField,
      labelled(phrase('board.order'), this.#order),
    )
    this.element.addEventListener('input', onChange)
  }

  get choice(): Choice {
    return {
      search: this.#search.value,
      filter: this.#filter.value as SeatFilter,
      order: this.#order.value as SeatOrder,
      // Before a name there is a sign: a group may have any name, or none.
      group: this.#group.value === '' ? null : this.#group.value.slice(1),
    }
  }

  /** @param groups in their order, with the name of the instructor where it has one. */
  offerGroups(groups: readonly { group: string; instructor: string | null }[]): void {
    const known = JSON.stringify(groups)
    if (known === this.#groups) return
    this.#groups = known
    const chosen = this.#group.value
    const words = groups.map(({ group, instructor }) => {
      const textContent =
        instructor === null ? group : phrase('board.group-of', { group, instructor })
      return make('option', { value: `=${group}`, textContent })
    })
    const all = make('option', { value: '', textContent: phrase('board.group-all') })
    this.#group.replaceChildren(all, ...words)
    this.#group.value = groups.some(({ group }) => `=${group}` === chosen) ? chosen : ''
    this.#groupField.hidden = groups.length === 0
  }
}

function choiceOf<Name extends string>(
  id: string,
  names: readonly Name[],
  words: Readonly<Record<Name, string>>,
): HTMLSelectElement {
  const options = names.map((name) => make('option', { value: name, textContent: words[name] }))
  return make('select', { id }, ...options)
}

function labelled(words: string, field: HTMLInputElement | HTMLSelectElement): HTMLElement {
  return make(
    'div',
    { className: 'board-field' },
    make('label', { htmlFor: field.id, textContent: words }),
    field,
  )
}
