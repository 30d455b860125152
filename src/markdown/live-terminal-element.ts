import type { Element, ElementContent } from 'hast'
import type { Block, Step } from '../../lesson/block.ts'
import { fillIn } from '../../lesson/capture.ts'
import { element, text } from './element.ts'

/**
 * A block as it stands in the page before the first Run: readable and copyable with no JavaScript.
 * `live-terminal.ts` brings the toolbar and finds the parts by their classes.
 * @param recorded captured values, which stand in the commands until the reader has their own.
 */
export function liveTerminalElement(
  { name, title, steps: written, exit, until }: Block,
  recorded: ReadonlyMap<string, string>,
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
      element('p', { className: ['terminal-status'] }, [text('Recorded output.')]),
    ],
  )
}

function stepContent({ command, output }: Step, index: number): ElementContent[] {
  return [
    text(index === 0 ? '' : '\n'),
    element('span', { className: ['terminal-prompt'] }, [text('$ ')]),
    element('kbd', { className: ['terminal-command'] }, [text(command.replaceAll('\n', '\n> '))]),
    ...(output === '' ? [] : [text('\n'), element('samp', {}, [text(output)])]),
  ]
}
