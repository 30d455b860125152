import type { NodeLevels } from '../../protocol/board-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, setData, setText } from '../elements/element.ts'
import { figure, paintMemory, paintPlain, paintShare, shareWords } from './figure.ts'
import { machineState } from './machine-words.ts'
import { clockWords } from './time-words.ts'

const UNKNOWN = '–'

/** One of several machines: whether it takes readers, and how full it is. */
export class Machine {
  readonly #name = make('strong', { translate: false })
  readonly #state = make('span', { className: 'machine-state' })
  readonly #why = make('p', { className: 'board-why', hidden: true })
  readonly #sandboxes = figure(phrase('machines.sandboxes'))
  readonly #further = figure(phrase('board.further'))
  readonly #processors = figure(phrase('board.processors'))
  readonly #memory = figure(phrase('board.memory'))
  readonly element = make(
    'li',
    { className: 'machine' },
    make('p', { className: 'machine-head' }, this.#name, ' ', this.#state),
    make(
      'dl',
      {},
      ...[this.#sandboxes, this.#further, this.#processors, this.#memory].map(
        ({ element }) => element,
      ),
    ),
    this.#why,
  )

  /** @param clockAhead of the server, before the browser's, in milliseconds. */
  paint(node: NodeLevels, clockAhead: number): void {
    const { name, state, since, why, processors, memory } = node
    setText(this.#name, name)
    setText(this.#state, machineState(node, clockWords(since - clockAhead)))
    setData(this.element, 'state', state)
    setText(this.#sandboxes.value, String(node.sandboxes))
    setText(this.#further.value, state === 'active' ? String(node.further) : UNKNOWN)
    const { count, share } = processors
    if (share === null) paintPlain(this.#processors, count === 0 ? UNKNOWN : String(count))
    else {
      const words = phrase('machines.share-of', { share: shareWords(share), count })
      paintShare(this.#processors, words, share)
    }
    if (memory === null) paintPlain(this.#memory, UNKNOWN)
    else paintMemory(this.#memory, memory)
    setText(this.#why, why ?? '')
    this.#why.hidden = why === null
  }
}
