import type { Element } from 'hast'
import type { Step } from '../../lesson/block.ts'
import { UNTRANSLATED } from './code-element.ts'
import { element, text } from './element.ts'
import { stepContent } from './step-content.ts'

/** The buttons in a block's bar that show the session of 2020 in the place of today's. */
export function thenSwitchElement(): Element {
  return element('then-switch', { role: 'group', ariaLabel: 'Output of' }, [
    choice('then', '2020', false),
    choice('today', 'Today', true),
  ])
}

/** What the commands of a block printed in 2020; with no JavaScript, to be opened below the block. */
export function thenElement(steps: readonly Step[], heading: string): Element {
  return element('details', { className: ['terminal-then'], dataPagefindIgnore: '' }, [
    element('summary', {}, [text('What it printed in 2020')]),
    element(
      'pre',
      {
        className: ['terminal-then-text'],
        ...UNTRANSLATED,
        tabIndex: 0,
        role: 'region',
        ariaLabel: `${heading}: recorded in 2020`,
      },
      [
        element(
          'span',
          { className: ['terminal-text'] },
          steps.flatMap((step, index) => stepContent(step, index)),
        ),
      ],
    ),
    element('p', { className: ['terminal-then-words'] }, [
      text('As the post recorded it in 2020.'),
    ]),
  ])
}

function choice(shown: string, label: string, pressed: boolean): Element {
  return element('button', { type: 'button', dataShown: shown, ariaPressed: String(pressed) }, [
    text(label),
  ])
}
