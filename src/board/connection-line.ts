import { phrase } from '../../words/phrase.ts'
import { make, setText } from '../elements/element.ts'
import type { BoardConnection } from './board-client.ts'

/** Tries after which a board that was never connected says so. */
const TRIES_BEFORE_WORDS = 2

/** Says that what the board shows is old, and how old. */
export class ConnectionLine {
  /** Read aloud once; the seconds beside it are not. */
  readonly #words = make('span', { role: 'status' })
  readonly #seconds = make('span')
  readonly element = make('p', { className: 'board-stale', hidden: true }, this.#words, ' ')
  #connection: BoardConnection = { state: 'connecting', tries: 0 }

  constructor() {
    this.element.append(this.#seconds)
  }

  set connection(connection: BoardConnection) {
    this.#connection = connection
    this.tick()
  }

  /** Once a second. */
  tick(): void {
    const connection = this.#connection
    if (connection.state === 'lost') {
      const seconds = Math.round((Date.now() - connection.since) / 1000)
      setText(this.#words, phrase('board.stale'))
      setText(this.#seconds, phrase('board.stale-for', { seconds }))
    } else {
      const isUnreachable =
        connection.state === 'connecting' && connection.tries >= TRIES_BEFORE_WORDS
      setText(this.#words, isUnreachable ? phrase('board.unreachable') : '')
      setText(this.#seconds, '')
    }
    this.element.hidden = this.#words.textContent === ''
  }
}
