import type { ReportedWorkshop } from '../../protocol/report-messages.ts'
import { phrase } from '../../words/phrase.ts'
import type { CourseChapters } from '../board/course-chapters.ts'
import { make } from '../elements/element.ts'
import { dataTable } from './data-table.ts'
import { funnelPart } from './funnel-part.ts'
import { reportPart } from './report-part.ts'
import { secondsWords } from './report-words.ts'

/** The parts of a report below its head. */
export function reportParts(report: ReportedWorkshop, chapters: CourseChapters): HTMLElement[] {
  if (report.seats === 0) return [make('p', { textContent: phrase('report.empty') })]
  return [
    figuresPart(report),
    funnelPart(report, chapters),
    failuresPart(report, chapters),
    tasksPart(report, chapters),
    helpPart(report),
  ]
}

function figuresPart({ seats, active, runs, hands, looks }: ReportedWorkshop): HTMLElement {
  const figures = [
    [phrase('report.joined'), seats],
    [phrase('report.active'), active],
    [phrase('report.runs'), runs],
    [phrase('report.hands'), hands.raised],
    [phrase('report.looks'), looks.agreed],
  ] as const
  const rows = figures.map(([words, count]) =>
    make('div', {}, make('dt', { textContent: words }), make('dd', { textContent: `${count}` })),
  )
  return make('dl', { className: 'report-figures' }, ...rows)
}

function failuresPart({ failures }: ReportedWorkshop, chapters: CourseChapters): HTMLElement {
  const title = phrase('report.failures')
  if (failures.length === 0) return reportPart(title, sentence(phrase('report.no-failures')))
  const hasCommands = failures.some(({ command }) => command !== null)
  const rows = failures.map(({ block, command, failures, seats }) => {
    const [chapter = ''] = block.split('/')
    const where = `${chapters.chapterTitle(chapter)}: ${chapters.partTitle(block)}`
    const cells = [where, `${failures}`, `${seats}`]
    return hasCommands ? [make('code', { textContent: command ?? '' }), ...cells] : cells
  })
  const head = [
    ...(hasCommands ? [phrase('report.command')] : []),
    phrase('report.block'),
    phrase('report.failures-count'),
    phrase('report.failures-readers'),
  ]
  const table = dataTable(title, head, rows, hasCommands ? 'report-commands' : '')
  return hasCommands
    ? reportPart(title, table)
    : reportPart(title, sentence(phrase('report.blocks-only')), table)
}

function tasksPart({ tasks, seats }: ReportedWorkshop, chapters: CourseChapters): HTMLElement {
  const title = phrase('report.tasks')
  if (tasks.length === 0) return reportPart(title, sentence(phrase('report.no-tasks')))
  const rows = tasks.map(({ task, seats: done }) => {
    const [chapter = ''] = task.split('/')
    const where = `${chapters.chapterTitle(chapter)}: ${chapters.partTitle(task)}`
    return [where, phrase('summary.share', { number: done, all: seats })]
  })
  return reportPart(
    title,
    dataTable(title, [phrase('report.task'), phrase('report.task-done')], rows),
  )
}

function helpPart({ hands, looks, seats }: ReportedWorkshop): HTMLElement {
  const { raised, answered, seats: readers } = hands
  const { asked, agreed, typed } = looks
  return reportPart(
    phrase('report.help'),
    sentence(
      raised === 0
        ? phrase('report.no-hands')
        : joined(
            phrase('report.hands-words', { count: raised, readers, all: seats, answered }),
            within(hands.medianSeconds, (time) => phrase('report.hands-time', { time })),
          ),
    ),
    sentence(
      asked === 0
        ? phrase('report.no-looks')
        : joined(
            phrase('report.looks-words', { count: asked, agreed, typed }),
            within(looks.medianSeconds, (time) => phrase('report.looks-time', { time })),
          ),
    ),
  )
}

function sentence(words: string): HTMLElement {
  return make('p', { textContent: words })
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter(Boolean).join(' ')
}

function within(seconds: number | null, words: (time: string) => string): string {
  return seconds === null ? '' : words(secondsWords(seconds))
}
