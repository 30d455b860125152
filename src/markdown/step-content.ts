import type { ElementContent } from 'hast'
import type { Step } from '../../lesson/block.ts'
import { splitAtValues } from '../../lesson/capture.ts'
import { codeElement } from './code-element.ts'
import { element, text } from './element.ts'
import { commandContent, NO_VALUES, type RecordedValues, valueContent } from './value-content.ts'

/**
 * A command and what it printed, as they stand in a `pre` of a session.
 * @param recorded captured values, which stand in the command until the reader has their own.
 */
export function stepContent(
  step: Step,
  index: number,
  recorded: RecordedValues = NO_VALUES,
): ElementContent[] {
  const { command, output } = step
  return [
    text(index === 0 ? '' : '\n'),
    element('span', { className: ['terminal-prompt'] }, [text('$ ')]),
    element('kbd', { className: ['terminal-command'] }, [
      codeElement(commandContent(command.replaceAll('\n', '\n> '), recorded)),
    ]),
    ...(output === '' ? [] : [text('\n'), element('samp', {}, outputContent(step, recorded))]),
  ]
}

/** A value that a command names changes in what it printed, too. */
function outputContent({ command, output }: Step, recorded: RecordedValues): ElementContent[] {
  let template = output
  for (const piece of splitAtValues(command, recorded.values)) {
    if (typeof piece === 'string') continue
    const { name, value } = piece
    // What a reader may choose can be a short word, which is a part of others.
    const wanted = recorded.variables.has(name) ? wordPattern(value) : value
    template = template.replaceAll(wanted, () => `{${name}}`)
  }
  return template === output ? [text(output)] : valueContent(template, recorded)
}

function wordPattern(value: string): RegExp {
  const escaped = value.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, 'g')
}
