import type { Element, ElementContent } from 'hast'
import type { Step } from '../../lesson/block.ts'
import type { NewerDocker } from '../../lesson/newer.ts'
import { phrase } from '../../words/phrase.ts'
import { UNTRANSLATED } from './code-element.ts'
import { element, text } from './element.ts'
import { markdownContent } from './markdown-content.ts'
import { stepContent } from './step-content.ts'
import { NO_VALUES, type RecordedValues } from './value-content.ts'

/** What the commands of a block show elsewhere than in its sandbox, where the author says so. */
export interface OtherSides {
  /** What they printed in 2020. */
  readonly old?: readonly Step[]
  readonly newer?: NewerDocker
}

/** The buttons in a block's bar that put another side in the place of the sandbox's; none without one. */
export function switchElements({ old, newer }: OtherSides): Element[] {
  if (old === undefined && newer === undefined) return []
  return [
    element('then-switch', { role: 'group', ariaLabel: phrase('sides.label') }, [
      ...(old ? [choice('then', '2020', false)] : []),
      choice('here', phrase('sides.here'), true),
      ...(newer ? [choice('newer', nameOf(newer), false)] : []),
    ]),
  ]
}

/** The other sides of a block; with no JavaScript, to be opened below it. */
export function sideElements(
  { old, newer }: OtherSides,
  heading: string,
  recorded: RecordedValues,
): Element[] {
  return [
    ...(old ? [oldElement(old, heading)] : []),
    ...(newer ? [newerElement(newer, heading, recorded)] : []),
  ]
}

function oldElement(steps: readonly Step[], heading: string): Element {
  return sideElement('then', phrase('sides.old'), [
    sessionElement(steps, phrase('sides.old-label', { title: heading }), NO_VALUES),
    wordsElement([text(phrase('sides.old-source'))]),
  ])
}

/** Nobody may take it for a recording: it says that it is none, its version and its source. */
function newerElement(newer: NewerDocker, heading: string, recorded: RecordedValues): Element {
  const { version, source, words, steps } = newer
  return sideElement('newer', phrase('sides.newer', { docker: nameOf(newer) }), [
    ...(words === ''
      ? []
      : [element('div', { className: ['terminal-side-said'] }, markdownContent(words))]),
    ...(steps.length === 0
      ? []
      : [
          sessionElement(steps, phrase('sides.newer-label', { title: heading, version }), recorded),
        ]),
    wordsElement(sourceContent(version, source)),
  ])
}

function sourceContent(version: string, source: string): ElementContent[] {
  const sentence = phrase('sides.newer-source', { version, source: '\0' })
  const [before = '', after = ''] = sentence.split('\0')
  const link = element('a', { href: source }, [text(new URL(source).hostname)])
  return [text(before), link, text(after)]
}

/** Of the whole major version: `Docker 29`. */
function nameOf({ version }: NewerDocker): string {
  return `Docker ${version.split('.')[0]}`
}

function sideElement(side: string, summary: string, children: readonly ElementContent[]): Element {
  return element(
    'details',
    { className: ['terminal-side'], dataSide: side, dataPagefindIgnore: '' },
    [element('summary', {}, [text(summary)]), ...children],
  )
}

function sessionElement(steps: readonly Step[], label: string, recorded: RecordedValues): Element {
  return element(
    'pre',
    {
      className: ['terminal-side-text'],
      ...UNTRANSLATED,
      tabIndex: 0,
      role: 'region',
      ariaLabel: label,
    },
    [
      element(
        'span',
        { className: ['terminal-text'] },
        steps.flatMap((step, index) => stepContent(step, index, recorded)),
      ),
    ],
  )
}

function wordsElement(children: readonly ElementContent[]): Element {
  return element('p', { className: ['terminal-side-words'] }, children)
}

function choice(shown: string, label: string, pressed: boolean): Element {
  return element('button', { type: 'button', dataShown: shown, ariaPressed: String(pressed) }, [
    text(label),
  ])
}
