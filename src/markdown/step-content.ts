import type { ElementContent } from 'hast'
import type { Step } from '../../lesson/block.ts'
import { element, text } from './element.ts'
import { type RecordedValues, valueContent } from './value-content.ts'

/**
 * A command and what it printed, as they stand in a `pre` of a session.
 * @param recorded captured values, which stand in the command until the reader has their own.
 */
export function stepContent(
  { command, output }: Step,
  index: number,
  recorded?: RecordedValues,
): ElementContent[] {
  const shown = command.replaceAll('\n', '\n> ')
  const typed = recorded === undefined ? [text(shown)] : valueContent(shown, recorded)
  return [
    text(index === 0 ? '' : '\n'),
    element('span', { className: ['terminal-prompt'] }, [text('$ ')]),
    element('kbd', { className: ['terminal-command'] }, typed),
    ...(output === '' ? [] : [text('\n'), element('samp', {}, [text(output)])]),
  ]
}
