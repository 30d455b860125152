import type { Terminal } from '@xterm/xterm'
import { copyText } from '../page/clipboard.ts'

/**
 * Copies what the reader selects by mouse, as soon as the button is let go, wherever that is.
 * @param place the element around the terminal.
 */
export function copySelections(place: HTMLElement, terminal: Terminal): void {
  place.addEventListener('mousedown', () => {
    document.addEventListener('mouseup', () => copySelection(terminal), { once: true })
  })
}

export function copySelection(terminal: Terminal): void {
  const text = terminal.getSelection()
  if (text) copyText(text)
}
