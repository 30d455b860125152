import type { Element, ElementContent } from 'hast'
import { fillIn } from '../../lesson/capture.ts'
import { fillInCommand } from '../../lesson/fill-in-command.ts'
import type { Task } from '../../lesson/task.ts'
import { defaultsOf } from '../../lesson/variable.ts'
import { phrase } from '../../words/phrase.ts'
import { codeElement, UNTRANSLATED } from './code-element.ts'
import { element, text } from './element.ts'
import { markdownContent } from './markdown-content.ts'
import { commandContent, NO_VALUES, type RecordedValues } from './value-content.ts'

/**
 * A task as it stands in the page: text, hint and solution can be read with no JavaScript.
 * `lesson-task.ts` brings the buttons and finds the parts by their classes.
 */
export function taskElement(task: Task, recorded: RecordedValues = NO_VALUES): Element {
  const { name, title, text: words, hint, solution, needs, checks, variables } = task
  const own = ofVariables(recorded)
  const defaults = defaultsOf(variables)
  const templates = JSON.stringify(checks.map(({ run, otherwise }) => [run, otherwise]))
  const filled = JSON.stringify(
    checks.map(({ run, otherwise }) => [
      fillInCommand(run, new Map(), defaults),
      fillIn(otherwise, defaults),
    ]),
  )
  return element(
    'lesson-task',
    {
      className: ['not-content'],
      dataTask: name,
      dataChecks: filled,
      ...(filled !== templates && { dataCheckTemplates: templates }),
      dataState: 'open',
      // A search leads to what explains, and shows no solution.
      dataPagefindIgnore: '',
      ...(needs.length > 0 && { dataNeeds: needs.join(' ') }),
    },
    [
      element('h3', { className: ['task-title'] }, [text(title)]),
      element('div', { className: ['task-text'] }, markdownContent(words, own)),
      element('div', { className: ['task-actions'] }, [
        element('p', { className: ['task-status'], role: 'status' }, []),
      ]),
      help(phrase('task.hint'), markdownContent(hint, own)),
      help(phrase('task.solution'), [
        element(
          'pre',
          {
            className: ['task-solution'],
            ...UNTRANSLATED,
            tabIndex: 0,
            role: 'region',
            ariaLabel: phrase('task.solution'),
          },
          solution.flatMap((command, index) => solutionContent(command, index, own)),
        ),
      ]),
    ],
  )
}

function help(summary: string, content: readonly ElementContent[]): Element {
  return element('details', { className: ['task-help'] }, [
    element('summary', {}, [text(summary)]),
    ...content,
  ])
}

function solutionContent(
  command: string,
  index: number,
  recorded: RecordedValues,
): ElementContent[] {
  return [
    text(index === 0 ? '' : '\n'),
    element('span', { className: ['terminal-prompt'] }, [text('$ ')]),
    element('kbd', {}, [codeElement(commandContent(command, recorded))]),
  ]
}

/** A task is done without the blocks of its page: what they captured is not known there. */
function ofVariables({ chapter, variables }: RecordedValues): RecordedValues {
  return { chapter, variables, values: defaultsOf([...variables.values()]) }
}
