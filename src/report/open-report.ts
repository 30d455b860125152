import type { ReportAnswer } from '../../protocol/report-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { CourseChapters, loadChapters } from '../board/course-chapters.ts'
import { make, makeButton } from '../elements/element.ts'
import { keepHostToken } from '../page/host-token.ts'
import { askChoices, askReport, type ReportChoice, ReportError } from './ask-report.ts'
import { reportHead } from './report-head.ts'
import { reportParts } from './report-parts.ts'

/**
 * Shows the report of the workshop that the address names, or the workshops to choose from.
 * @returns why the server does not take the token, where it does not.
 */
export async function openReport(place: HTMLElement, token: string): Promise<string | undefined> {
  const workshop = new URLSearchParams(location.search).get('workshop') ?? ''
  place.replaceChildren(make('p', { textContent: phrase('report.waits') }))
  try {
    const answer = workshop === '' ? undefined : await askReport(token, workshop)
    const choices = answer ? undefined : await askChoices(token)
    keepHostToken(token)
    if (choices) showChoices(place, choices)
    if (answer) await showReport(place, token, answer)
  } catch (error) {
    if (!(error instanceof ReportError)) throw error
    if (error.isRefused) return error.message
    place.replaceChildren(
      make('p', { role: 'alert', textContent: error.message }),
      makeButton(phrase('report.again'), () => void openReport(place, token), 'report-button'),
    )
  }
  return undefined
}

function showChoices(place: HTMLElement, choices: readonly ReportChoice[]): void {
  const links = choices.map(({ workshop, title }) => {
    const href = `?${new URLSearchParams({ workshop })}`
    return make('li', {}, make('a', { href, textContent: title }))
  })
  place.replaceChildren(
    links.length === 0
      ? make('p', { textContent: phrase('report.no-workshops') })
      : make('p', { textContent: phrase('report.which') }),
    make('ul', { className: 'report-choices' }, ...links),
  )
}

async function showReport(place: HTMLElement, token: string, answer: ReportAnswer): Promise<void> {
  // A report with the names of blocks is better than none.
  const chapters = await loadChapters(answer.course).catch(() => new CourseChapters([]))
  document.title = phrase('report.of', { title: answer.title })
  place.replaceChildren(...reportHead(answer, token), ...reportParts(answer.report, chapters))
}
