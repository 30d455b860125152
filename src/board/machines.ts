import type { NodeLevels } from '../../protocol/board-messages.ts'
import { nodeChanges } from '../../protocol/node-changes.ts'
import { phrase } from '../../words/phrase.ts'
import { make, setText } from '../elements/element.ts'
import { Machine } from './machine.ts'
import { machineNews, machinesSummary } from './machine-words.ts'
import type { RoomModel } from './room-model.ts'
import { clockWords } from './time-words.ts'

/** The latest news of machines stay, each with its time. */
const MOST_NEWS = 3

/** The machines that have the sandboxes of a server, where it is not one alone. */
export class Machines {
  readonly #summary = make('summary')
  readonly #list = make('ul', { ariaLabel: phrase('machines.all') })
  /** Outside of what can be folded: it is read aloud, too. */
  readonly #news = make('div', { className: 'machine-news', role: 'log' })
  readonly element = make(
    'section',
    { className: 'board-machines', ariaLabel: phrase('machines.all'), hidden: true },
    make('details', { open: true }, this.#summary, this.#list),
    this.#news,
  )
  readonly #machines = new Map<string, Machine>()
  /** Undefined until the server told of them. */
  #told: readonly NodeLevels[] | undefined

  constructor() {
    this.#news.ariaLabel = phrase('machines.news')
  }

  paint({ state }: RoomModel): void {
    const nodes = state.machine?.nodes
    if (nodes === undefined || nodes === this.#told) return
    const before = this.#told ?? nodes
    this.#told = nodes
    this.element.hidden = nodes.length === 1 && nodes[0]?.state === 'active'
    setText(this.#summary, machinesSummary(nodes))
    this.#arrange(nodes)
    for (const node of nodes) this.#machines.get(node.node)?.paint(node, state.clockAhead)
    for (const change of nodeChanges(before, nodes)) this.#tell(machineNews(change))
  }

  #arrange(nodes: readonly NodeLevels[]): void {
    const there = new Set(nodes.map(({ node }) => node))
    for (const [node, machine] of this.#machines) {
      if (there.has(node)) continue
      machine.element.remove()
      this.#machines.delete(node)
    }
    for (const [place, { node }] of nodes.entries()) {
      const machine = this.#machines.get(node) ?? new Machine()
      this.#machines.set(node, machine)
      const { element } = machine
      if (this.#list.children[place] !== element) {
        this.#list.insertBefore(element, this.#list.children[place] ?? null)
      }
    }
  }

  #tell(news: string): void {
    const time = clockWords(Date.now())
    this.#news.append(make('p', { textContent: phrase('machines.news-at', { time, news }) }))
    while (this.#news.childElementCount > MOST_NEWS) this.#news.firstElementChild?.remove()
  }
}
