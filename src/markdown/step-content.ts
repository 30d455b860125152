import type { ElementContent } from 'hast'
import type { Step } from '../../lesson/block.ts'
import { element, text } from './element.ts'

/** A command and what it printed, as they stand in a `pre` of a session. */
export function stepContent({ command, output }: Step, index: number): ElementContent[] {
  return [
    text(index === 0 ? '' : '\n'),
    element('span', { className: ['terminal-prompt'] }, [text('$ ')]),
    element('kbd', { className: ['terminal-command'] }, [text(command.replaceAll('\n', '\n> '))]),
    ...(output === '' ? [] : [text('\n'), element('samp', {}, [text(output)])]),
  ]
}
