import type { Audience, BoardSeat } from '../../protocol/board-messages.ts'
import { MAXIMUM_MESSAGE_LENGTH } from '../../protocol/limits.ts'
import { phrase } from '../../words/phrase.ts'
import { confirm } from '../dialog/confirm.ts'
import { make } from '../elements/element.ts'
import { ask } from './ask.ts'
import type { BoardContext } from './board-context.ts'
import { nameList } from './seat-words.ts'

/** For whom an action is, and how the board names them. */
export interface Readers {
  readonly to: Audience
  readonly seats: readonly BoardSeat[]
}

/** What a host does for one reader or several: each asks what it needs, and says what came of it. */
export class ReaderActs {
  readonly #board: BoardContext

  constructor(board: BoardContext) {
    this.#board = board
  }

  async message(readers: Readers): Promise<void> {
    const text = await ask({
      title: phrase('board.message-title'),
      text: phrase('board.for', { names: nameList(readers.seats) }),
      label: phrase('board.message-label'),
      go: phrase('board.send'),
      field: make('textarea', { maxLength: MAXIMUM_MESSAGE_LENGTH, rows: 3 }),
    })
    if (text === undefined) return
    const words = phrase('board.message-done', { names: nameList(readers.seats) })
    await this.#board.act({ act: 'message', to: readers.to, text }, words)
  }

  async extend(readers: Readers): Promise<void> {
    const field = make('input', { type: 'number', min: '1', max: '1440', step: '1', value: '15' })
    const answer = await ask({
      title: phrase('board.extend-title'),
      text: phrase('board.for', { names: nameList(readers.seats) }),
      label: phrase('board.extend-label'),
      go: phrase('board.extend-go'),
      field,
    })
    if (answer === undefined) return
    const minutes = Number(answer)
    const words = phrase('board.extend-done', { minutes, names: nameList(readers.seats) })
    await this.#board.act({ act: 'extend', to: readers.to, minutes }, words)
  }

  async reset(readers: Readers): Promise<void> {
    const names = nameList(readers.seats)
    const isSure = await confirm({
      title: phrase('board.reset-title'),
      text: phrase('board.reset-text', { names }),
      keep: phrase('board.cancel'),
      go: phrase('board.reset-go', { count: readers.seats.length }),
    })
    if (!isSure) return
    await this.#board.act({ act: 'reset', to: readers.to }, phrase('board.reset-done', { names }))
  }

  async end(readers: Readers): Promise<void> {
    const names = nameList(readers.seats)
    const isSure = await confirm({
      title: phrase('board.end-title'),
      text: phrase('board.end-text', { names }),
      keep: phrase('board.cancel'),
      go: phrase('board.end-go', { count: readers.seats.length }),
    })
    if (!isSure) return
    await this.#board.act({ act: 'end', to: readers.to }, phrase('board.end-done', { names }))
  }
}
