import type { ReportedBlock, ReportedWorkshop } from '../../protocol/report-messages.ts'
import { phrase } from '../../words/phrase.ts'
import type { CourseChapters } from '../board/course-chapters.ts'
import { make } from '../elements/element.ts'
import { rowOf, scrolling } from './data-table.ts'
import { barOf, chaptersOf, largestDrop, longestBlock } from './funnel.ts'
import { reportPart } from './report-part.ts'
import { secondsWords } from './report-words.ts'

/** How far readers came, block by block, with a bar for each. */
export function funnelPart(report: ReportedWorkshop, chapters: CourseChapters): HTMLElement {
  const title = phrase('report.funnel')
  const { blocks, seats } = report
  if (blocks.length === 0) {
    return reportPart(title, make('p', { textContent: phrase('report.idle') }))
  }
  const drop = largestDrop(blocks)
  const longest = longestBlock(blocks)
  const told = [
    drop &&
      phrase('report.most-left', { count: drop.leftHere, block: chapters.partTitle(drop.block) }),
    longest &&
      phrase('report.longest', {
        block: chapters.partTitle(longest.block),
        time: secondsWords(longest.medianSeconds ?? 0),
      }),
  ].filter((words) => words !== undefined)
  const bodies = chaptersOf(blocks).map(({ chapter, blocks: ofChapter }) => {
    const head = make('th', {
      colSpan: COLUMNS,
      scope: 'rowgroup',
      textContent: chapters.chapterTitle(chapter),
    })
    const rows = ofChapter.map((block) => blockRow(block, seats, chapters, block === drop))
    return make('tbody', {}, make('tr', { className: 'report-chapter' }, head), ...rows)
  })
  const titles = [
    phrase('report.block'),
    phrase('report.readers'),
    phrase('report.reached'),
    phrase('report.done'),
    phrase('report.failed'),
    phrase('report.left'),
    phrase('report.median'),
    phrase('report.p90'),
  ].map((words) => make('th', { scope: 'col', textContent: words }))
  const table = make(
    'table',
    { className: 'report-funnel' },
    make('thead', {}, make('tr', {}, ...titles)),
    ...bodies,
  )
  return reportPart(
    title,
    make('p', { textContent: phrase('report.funnel-words') }),
    ...(told.length > 0 ? [make('p', { textContent: told.join(' ') })] : []),
    scrolling(title, table),
  )
}

const COLUMNS = 8

function blockRow(
  block: ReportedBlock,
  all: number,
  chapters: CourseChapters,
  isDrop: boolean,
): HTMLTableRowElement {
  const { reached, done, failed, leftHere, medianSeconds, p90Seconds } = block
  const time = (seconds: number | null) => (seconds === null ? '–' : secondsWords(seconds))
  const row = rowOf([
    chapters.partTitle(block.block),
    barElement(block, all),
    ...[reached, done, failed, leftHere].map(String),
    time(medianSeconds),
    time(p90Seconds),
  ])
  row.classList.toggle('report-drop', isDrop)
  return row
}

function barElement(block: ReportedBlock, all: number): HTMLElement {
  const { reached, done, failed } = block
  const parts = Object.entries(barOf(block, all)).map(([kind, share]) => {
    const piece = make('span', { className: `report-${kind}` })
    piece.style.inlineSize = `${share * 100}%`
    return piece
  })
  const bar = make('span', { className: 'report-bar', role: 'img' }, ...parts)
  bar.ariaLabel = phrase('report.bar', { reached, all, done, failed })
  return bar
}
