import { phrase } from '../../words/phrase.ts'
import { make, setData, setText } from '../elements/element.ts'
import { formatBytes } from '../page/format-bytes.ts'

/** A name and its value, in a `dl`. */
export interface Figure {
  readonly element: HTMLElement
  readonly value: HTMLElement
}

/** Share of a machine in use from which on the board warns. */
const HIGH_SHARE = 0.9

export function figure(name: string, title = ''): Figure {
  const value = make('dd', { textContent: '–' })
  const element = make(
    'div',
    { className: 'figure', title },
    make('dt', { textContent: name }),
    value,
  )
  return { element, value }
}

/** @param share of what there is, 0 to 1: it is drawn, too. */
export function paintShare({ element, value }: Figure, words: string, share: number): void {
  setText(value, words)
  element.style.setProperty('--share', String(Math.min(1, share)))
  setData(element, 'share', share >= HIGH_SHARE ? 'high' : 'usual')
}

/** Without a share of anything. */
export function paintPlain({ element, value }: Figure, words: string): void {
  setText(value, words)
  setData(element, 'share', undefined)
}

export function paintMemory(
  shown: Figure,
  { used, limit }: { readonly used: number; readonly limit: number },
): void {
  const memory = phrase('board.of', {
    number: formatBytes(used, limit),
    all: formatBytes(limit),
  })
  paintShare(shown, memory, limit > 0 ? used / limit : 0)
}

export function shareWords(share: number): string {
  return `${Math.round(share * 100)} %`
}
