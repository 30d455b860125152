import type { Element, ElementContent } from 'hast'
import type { Task } from '../../lesson/task.ts'
import { phrase } from '../../words/phrase.ts'
import { codeElement, UNTRANSLATED } from './code-element.ts'
import { element, text } from './element.ts'
import { markdownContent } from './markdown-content.ts'

/**
 * A task as it stands in the page: text, hint and solution can be read with no JavaScript.
 * `lesson-task.ts` brings the buttons and finds the parts by their classes.
 */
export function taskElement(task: Task): Element {
  const { name, title, text: words, hint, solution, needs, checks } = task
  return element(
    'lesson-task',
    {
      className: ['not-content'],
      dataTask: name,
      dataChecks: JSON.stringify(checks.map(({ run, otherwise }) => [run, otherwise])),
      dataState: 'open',
      ...(needs.length > 0 && { dataNeeds: needs.join(' ') }),
    },
    [
      element('h3', { className: ['task-title'] }, [text(title)]),
      element('div', { className: ['task-text'] }, markdownContent(words)),
      element('div', { className: ['task-actions'] }, [
        element('p', { className: ['task-status'], role: 'status' }, []),
      ]),
      help(phrase('task.hint'), markdownContent(hint)),
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
          solution.flatMap(commandContent),
        ),
      ]),
    ],
  )
}

/** A search shows no hint and no solution that the reader has not asked for. */
function help(summary: string, content: readonly ElementContent[]): Element {
  return element('details', { className: ['task-help'], dataPagefindIgnore: '' }, [
    element('summary', {}, [text(summary)]),
    ...content,
  ])
}

function commandContent(command: string, index: number): ElementContent[] {
  return [
    text(index === 0 ? '' : '\n'),
    element('span', { className: ['terminal-prompt'] }, [text('$ ')]),
    element('kbd', {}, [codeElement([text(command)])]),
  ]
}
