import { phrase } from '../../words/phrase.ts'
import { make } from '../elements/element.ts'
import { STUCK_FAILURES, STUCK_MILLISECONDS } from './stuck.ts'

/** What the board's words mean, and its keys. */
export function boardHelp(): HTMLElement {
  const keys = [
    [phrase('board.key-arrows'), phrase('board.key-arrows-do')],
    [phrase('board.key-enter'), phrase('board.key-enter-do')],
    [phrase('board.key-space'), phrase('board.key-space-do')],
    ['M', phrase('board.key-message')],
    ['L', phrase('board.key-look')],
    ['H', phrase('board.key-hand')],
    ['E', phrase('board.key-extend')],
    [phrase('board.key-escape'), phrase('board.key-escape-do')],
  ] as const
  const rows = keys.flatMap(([key, does]) => [
    make('dt', {}, make('kbd', { textContent: key })),
    make('dd', { textContent: does }),
  ])
  const stuck = phrase('board.stuck-help', {
    failures: STUCK_FAILURES,
    minutes: STUCK_MILLISECONDS / 60_000,
  })
  return make(
    'details',
    { className: 'board-help' },
    make('summary', { textContent: phrase('board.help') }),
    make('p', { textContent: stuck }),
    make('p', { textContent: phrase('board.finished-help') }),
    make('p', { textContent: phrase('board.keys-help') }),
    make('dl', {}, ...rows),
  )
}
