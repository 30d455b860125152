import { phrase } from '../../words/phrase.ts'
import { KeptValue } from '../storage/kept-value.ts'

/** Whether every terminal of this browser reads its output out. */
export const screenReaderMode = new KeptValue<boolean>({
  key: 'blitz-screen-reader-1',
  none: false,
  parse: (text) => text === 'true',
})

/** What a screen reader says when the mode is switched. */
export function screenReaderWords(isOn: boolean): string {
  return isOn ? phrase('terminal.reader-mode-on') : phrase('terminal.reader-mode-off')
}
