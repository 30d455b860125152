import type { ReportAnswer } from '../../protocol/report-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { timeWords } from '../board/time-words.ts'
import { make, makeButton } from '../elements/element.ts'
import { download } from '../page/download.ts'
import { atBase } from '../site/at-base.ts'
import { askExport, ReportError } from './ask-report.ts'

/** What the report is about, and what can be done with it. */
export function reportHead(answer: ReportAnswer, token: string): HTMLElement[] {
  const { title, workshop } = answer
  const said = make('p', { className: 'report-said', role: 'status' })
  const file = (words: string, format: 'csv' | 'json') =>
    makeButton(words, async () => {
      said.textContent = phrase('report.downloading')
      try {
        // Several tables are an archive of files.
        const ending = format === 'csv' ? 'zip' : 'json'
        download(`${workshop}.${ending}`, await askExport(token, workshop, format))
        said.textContent = ''
      } catch (error) {
        if (!(error instanceof ReportError)) throw error
        said.textContent = phrase('report.not-downloaded', { reason: error.message })
      }
    })
  const actions = make(
    'p',
    { className: 'report-actions' },
    makeButton(phrase('report.print'), () => print()),
    file(phrase('report.csv'), 'csv'),
    file(phrase('report.json'), 'json'),
    make('a', { href: atBase('/host/'), textContent: phrase('report.board') }),
  )
  return [
    make('h2', { textContent: title }),
    make('p', { className: 'report-when', textContent: whenWords(answer) }),
    actions,
    said,
  ]
}

function whenWords({ phase, opened, closed }: ReportAnswer): string {
  if (phase === 'planned') return phrase('report.planned')
  const to = closed === null ? undefined : timeWords(closed)
  // Without a time in its plan it has been open since the server knows it.
  if (opened === null) {
    return to === undefined ? phrase('report.open') : phrase('report.until', { to })
  }
  const from = timeWords(opened)
  return to === undefined
    ? phrase('report.since', { from })
    : phrase('report.from-to', { from, to })
}
