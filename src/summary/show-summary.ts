import { phrase } from '../../words/phrase.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import { copyText } from '../page/clipboard.ts'
import { keptCommands } from '../page/kept-commands-store.ts'
import { watchProgress } from '../progress/progress-store.ts'
import { atBase } from '../site/at-base.ts'
import { countDone, doneSentence, type SummaryChapter } from './course-parts.ts'
import styles from './course-summary.css?inline'
import { downloadTranscript, loadChapters, ownTranscript } from './own-transcript.ts'

/** Shows in `place` what the reader did of the course, and whenever that changes. */
export async function showSummary(place: HTMLElement): Promise<void> {
  adoptStyles(styles)
  const chapters = await loadChapters().catch(() => undefined)
  if (chapters === undefined) {
    place.replaceChildren(paragraph(phrase('summary.unreachable')))
    return
  }
  const title = place.dataset['course'] ?? ''
  watchProgress(({ finished }) => place.replaceChildren(...partsOf(title, chapters, finished)))
}

function partsOf(
  title: string,
  chapters: readonly SummaryChapter[],
  finished: readonly string[],
): HTMLElement[] {
  const commands = keptCommands()
  if (finished.length === 0 && commands.size === 0) return [paragraph(phrase('summary.nothing'))]
  const parts = [
    paragraph(doneSentence(countDone(chapters, finished))),
    tableOf(chapters, finished),
  ]
  if (commands.size === 0) return [...parts, paragraph(phrase('summary.no-commands'))]
  const actions = document.createElement('p')
  actions.className = 'summary-actions'
  actions.append(
    button(phrase('summary.download'), () => downloadTranscript(title, chapters)),
    copyButton(() => ownTranscript(title, chapters)),
  )
  return [...parts, paragraph(phrase('summary.transcript')), actions]
}

function tableOf(chapters: readonly SummaryChapter[], finished: readonly string[]): HTMLElement {
  const table = document.createElement('table')
  const head = table.createTHead().insertRow()
  for (const words of [
    phrase('summary.chapter'),
    phrase('summary.blocks'),
    phrase('summary.tasks'),
  ]) {
    const cell = document.createElement('th')
    cell.scope = 'col'
    cell.textContent = words
    head.append(cell)
  }
  const body = table.createTBody()
  for (const chapter of chapters) {
    const { blocks, ofBlocks, tasks, ofTasks } = countDone([chapter], finished)
    const row = body.insertRow()
    const link = document.createElement('a')
    link.href = atBase(`/${chapter.name}/`)
    link.textContent = `${chapter.number}. ${chapter.title}`
    row.insertCell().append(link)
    row.insertCell().textContent = share(blocks, ofBlocks)
    row.insertCell().textContent = share(tasks, ofTasks)
  }
  return table
}

/** Such as `3 of 12`; nothing where a chapter has none. */
function share(count: number, all: number): string {
  return all === 0 ? '' : phrase('summary.share', { number: count, all })
}

function copyButton(text: () => string): HTMLButtonElement {
  const copy = button(phrase('summary.copy'), async () => {
    copy.textContent = (await copyText(text())) ? phrase('copy.done') : phrase('copy.refused')
  })
  copy.ariaLive = 'polite'
  return copy
}

function button(words: string, press: () => void): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = words
  element.addEventListener('click', press)
  return element
}

function paragraph(words: string): HTMLParagraphElement {
  const element = document.createElement('p')
  element.textContent = words
  return element
}
