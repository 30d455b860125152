import type { Element, ElementContent } from 'hast'
import type { Quiz, QuizOption } from '../../lesson/parse-quiz.ts'
import { phrase } from '../../words/phrase.ts'
import { element, text } from './element.ts'
import { markdownContent } from './markdown-content.ts'
import { NO_VALUES, type RecordedValues } from './value-content.ts'

/**
 * A question as it stands in the page: with no JavaScript it is read, and its answer is opened.
 * `lesson-quiz.ts` brings what can be chosen, and finds the parts by their classes.
 */
export function quizElement(quiz: Quiz, recorded: RecordedValues = NO_VALUES): Element {
  const { name, question, options } = quiz
  const inline = (markdown: string) => inlineContent(markdown, recorded)
  const isSeveral = options.filter(({ isRight }) => isRight).length > 1
  return element('lesson-quiz', { className: ['not-content'], dataQuiz: name }, [
    element('fieldset', {}, [
      element('legend', {}, inline(question)),
      ...(isSeveral
        ? [element('p', { className: ['quiz-several'] }, [text(phrase('quiz.several'))])]
        : []),
      element(
        'ul',
        {},
        options.map(({ text: words }) => element('li', {}, [element('span', {}, inline(words))])),
      ),
    ]),
    element('details', { className: ['task-help'], dataPagefindIgnore: '' }, [
      element('summary', {}, [text(phrase('quiz.answer'))]),
      element(
        'ul',
        {},
        options.map((option) => answerElement(option, inline)),
      ),
    ]),
  ])
}

function answerElement(
  { text: words, isRight, because }: QuizOption,
  inline: (markdown: string) => ElementContent[],
): Element {
  return element('li', isRight ? { dataRight: '' } : {}, [
    element('strong', {}, [text(isRight ? phrase('quiz.is-right') : phrase('quiz.is-wrong'))]),
    text(' '),
    ...inline(words),
    text(' '),
    element('span', { className: ['quiz-because'] }, inline(because)),
  ])
}

/** One paragraph without its element: a legend and a label take nothing but words. */
function inlineContent(markdown: string, recorded: RecordedValues): ElementContent[] {
  return markdownContent(markdown, recorded).flatMap((node) =>
    node.type === 'element' && node.tagName === 'p' ? node.children : [node],
  )
}
