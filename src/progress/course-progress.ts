import { phrase } from '../../words/phrase.ts'
import { unitsOfLink } from './chapter-marks.ts'
import { confirmClear } from './confirm-clear.ts'
import { continueAt, type Progress } from './progress.ts'
import { clearProgress, watchProgress } from './progress-store.ts'

/** The line above the list of chapters: how to continue, and how to clear the progress. */
export class CourseProgress extends HTMLElement {
  readonly #fresh = [...this.childNodes]

  connectedCallback(): void {
    watchProgress((progress) => this.#show(progress))
  }

  #show(progress: Progress): void {
    if (progress.finished.length === 0) this.replaceChildren(...this.#fresh)
    else this.replaceChildren(this.#way(progress), this.#clear())
  }

  #way(progress: Progress): HTMLElement {
    const links = [...document.querySelectorAll<HTMLAnchorElement>('.chapters a[data-units]')]
    const chapters = links.map((link) => ({ ...unitsOfLink(link), link }))
    const next = continueAt(chapters, progress)
    if (next === undefined) {
      const words = document.createElement('span')
      words.textContent = phrase('course.all-finished')
      return words
    }
    const { link } = next
    const way = document.createElement('a')
    way.className = 'course-continue'
    way.href = link.href
    const number = link.querySelector('.number')?.textContent?.trim() ?? ''
    way.textContent = phrase('course.continue', { number })
    return way
  }

  #clear(): HTMLElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = phrase('progress.clear')
    button.addEventListener('click', async () => {
      if (await confirmClear()) clearProgress()
    })
    return button
  }
}
