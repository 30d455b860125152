import type { Element } from 'hast'
import type { Block } from '../../lesson/block.ts'
import { blockAnchor } from '../../lesson/block-anchor.ts'
import { fillInCommand } from '../../lesson/fill-in-command.ts'
import { defaultsOf } from '../../lesson/variable.ts'
import { phrase } from '../../words/phrase.ts'
import { UNTRANSLATED } from './code-element.ts'
import { element, text } from './element.ts'
import { type OtherSides, sideElements, switchElements } from './side-elements.ts'
import { stepContent } from './step-content.ts'
import type { RecordedValues } from './value-content.ts'

/**
 * A block as it stands in the page before the first Run: readable and copyable with no JavaScript.
 * `live-terminal.ts` brings the toolbar and finds the parts by their classes.
 * @param recorded captured values, which stand in the commands until the reader has their own.
 * @param sides what the block shows elsewhere, where that is known.
 * @param isRecorded whether its output, or a recording of it, is known at all.
 */
export function liveTerminalElement(
  { name, title, steps, exit, until, needs, capture, variables }: Block,
  recorded: RecordedValues,
  sides: OtherSides = {},
  isRecorded = true,
): Element {
  const heading = title ?? phrase('block.title')
  const commands = steps.map(({ command }) => command)
  const defaults = defaultsOf(variables)
  const filled = commands.map((command) => fillInCommand(command, new Map(), defaults))
  return element(
    'live-terminal',
    {
      // Keeps the site's styles for prose out.
      className: ['not-content'],
      id: blockAnchor(name),
      dataBlock: name,
      dataCommands: JSON.stringify(filled),
      ...(variables.length > 0 && { dataCommandTemplates: JSON.stringify(commands) }),
      dataState: 'recorded',
      ...(!isRecorded && { dataUnrecorded: '' }),
      ...(exit !== 0 && { dataExit: exit }),
      ...(until !== undefined && { dataUntil: until }),
      ...(needs.length > 0 && { dataNeeds: needs.join(' ') }),
      ...(capture && { dataCapture: JSON.stringify(capture) }),
    },
    [
      element('div', { className: ['terminal-bar'] }, [
        element('div', { className: ['terminal-run'] }, []),
        element('span', { className: ['terminal-title'] }, [text(heading)]),
        ...switchElements(sides),
        element('div', { className: ['terminal-actions'] }, []),
      ]),
      element('div', { className: ['terminal-body'] }, [
        // Its first child is no `code`, which a highlighter of code blocks would take for its own.
        element(
          'pre',
          {
            className: ['terminal-recorded'],
            // The text around a block has its words, and a reader who searches loads the index first.
            // What a failing command prints is in no text: its error.
            ...(exit === 0 && { dataPagefindIgnore: '' }),
            ...UNTRANSLATED,
            tabIndex: 0,
            role: 'region',
            ariaLabel: phrase('block.recorded-label', { title: heading }),
          },
          [
            element(
              'span',
              { className: ['terminal-text'] },
              steps.flatMap((step, index) => stepContent(step, index, recorded)),
            ),
          ],
        ),
      ]),
      ...sideElements(sides, heading, recorded),
      element('div', { className: ['terminal-foot'] }, [
        element('p', { className: ['terminal-status'], dataPagefindIgnore: '' }, [
          text(isRecorded ? phrase('block.recorded-short') : phrase('block.unrecorded-short')),
        ]),
      ]),
    ],
  )
}
