import type { Terminal } from '@xterm/xterm'
import { MAXIMUM_PASTE_BYTES } from '../../protocol/limits.ts'
import { phrase } from '../../words/phrase.ts'
import { say } from './passing-notice.ts'
import {
  cleanPaste,
  linesSentence,
  removedSentence,
  tooLargeSentence,
  waitingSentence,
} from './paste.ts'

/**
 * Types what is pasted or dropped onto a terminal, once it is cleaned.
 * @param place the element around the terminal: a drop beside the text field counts, too.
 */
export function takePastes(place: HTMLElement, terminal: Terminal): void {
  const listen = { capture: true }
  place.addEventListener(
    'paste',
    (event) => {
      event.preventDefault()
      event.stopPropagation()
      pasteText(terminal, event.clipboardData?.getData('text/plain') ?? '')
    },
    listen,
  )
  // Without it a browser lets nothing be dropped here, or opens what is.
  place.addEventListener('dragover', (event) => event.preventDefault(), listen)
  place.addEventListener(
    'drop',
    (event) => {
      event.preventDefault()
      event.stopPropagation()
      const text = event.dataTransfer?.getData('text/plain') ?? ''
      if (text === '') say(phrase('paste.only-text'))
      else pasteText(terminal, text)
      terminal.focus()
    },
    listen,
  )
}

function pasteText(terminal: Terminal, pasted: string): void {
  const bytes = new Blob([pasted]).size
  if (bytes > MAXIMUM_PASTE_BYTES) {
    say(tooLargeSentence(bytes, MAXIMUM_PASTE_BYTES))
    return
  }
  const { text, removed } = cleanPaste(pasted)
  const lines = text.trimEnd().split(/\r\n|\r|\n/).length
  const sentences: string[] = []
  if (removed.length > 0) sentences.push(removedSentence(removed))
  if (lines > 1 && !terminal.modes.bracketedPasteMode) sentences.push(linesSentence(lines))
  if (text !== '') terminal.paste(text)
  say(sentences.join(' '))
}

export function notSentSentence(data: string): string {
  return waitingSentence(new Blob([data]).size, MAXIMUM_PASTE_BYTES)
}
