import type { Element } from 'hast'
import type { Block, Step } from '../../lesson/block.ts'
import { fillIn } from '../../lesson/capture.ts'
import { element, text } from './element.ts'
import { stepContent } from './step-content.ts'
import { thenElement, thenSwitchElement } from './then-element.ts'

/**
 * A block as it stands in the page before the first Run: readable and copyable with no JavaScript.
 * `live-terminal.ts` brings the toolbar and finds the parts by their classes.
 * @param recorded captured values, which stand in the commands until the reader has their own.
 * @param then what the block printed in 2020, where that is known.
 */
export function liveTerminalElement(
  { name, title, steps: written, exit, until }: Block,
  recorded: ReadonlyMap<string, string>,
  then?: readonly Step[],
): Element {
  const steps = written.map(({ command, output }) => ({
    command: fillIn(command, recorded),
    output,
  }))
  const commands = JSON.stringify(steps.map(({ command }) => command))
  const heading = title ?? 'Terminal'
  return element(
    'live-terminal',
    {
      // Keeps the site's styles for prose out.
      className: ['not-content'],
      dataBlock: name,
      dataCommands: commands,
      dataState: 'recorded',
      ...(exit !== 0 && { dataExit: exit }),
      ...(until !== undefined && { dataUntil: until }),
    },
    [
      element('div', { className: ['terminal-bar'] }, [
        element('span', { className: ['terminal-title'] }, [text(heading)]),
        ...(then === undefined ? [] : [thenSwitchElement()]),
        element('div', { className: ['terminal-actions'] }, []),
      ]),
      element('div', { className: ['terminal-body'] }, [
        // Not `pre > code`, which a highlighter of code blocks would take for its own.
        element(
          'pre',
          {
            className: ['terminal-recorded'],
            tabIndex: 0,
            role: 'region',
            ariaLabel: `${heading}: recorded`,
          },
          steps.flatMap(stepContent),
        ),
      ]),
      ...(then === undefined ? [] : [thenElement(then, heading)]),
      element('p', { className: ['terminal-status'] }, [text('Recorded output.')]),
    ],
  )
}
