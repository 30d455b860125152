import { unitsOfLink } from './chapter-marks.ts'
import { confirmForget } from './confirm-forget.ts'
import { continueAt, type Progress } from './progress.ts'
import { forgetProgress, watchProgress } from './progress-store.ts'

/** The line above the list of chapters: how to go on, and how to be forgotten. */
export class CourseProgress extends HTMLElement {
  readonly #fresh = [...this.childNodes]

  connectedCallback(): void {
    watchProgress((progress) => this.#show(progress))
  }

  #show(progress: Progress): void {
    if (progress.finished.length === 0) this.replaceChildren(...this.#fresh)
    else this.replaceChildren(this.#way(progress), this.#forget())
  }

  #way(progress: Progress): HTMLElement {
    const links = [...document.querySelectorAll<HTMLAnchorElement>('.chapters a[data-units]')]
    const chapters = links.map((link) => ({ ...unitsOfLink(link), link }))
    const next = continueAt(chapters, progress)
    if (next === undefined) {
      const words = document.createElement('span')
      words.textContent = 'You have finished the whole course.'
      return words
    }
    const { link } = next
    const way = document.createElement('a')
    way.className = 'course-continue'
    way.href = link.href
    const number = link.querySelector('.number')?.textContent?.trim()
    way.textContent = `Continue where you left: chapter ${number}`
    return way
  }

  #forget(): HTMLElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = 'Forget'
    button.ariaLabel = 'Forget my progress'
    button.title = 'Forget my progress'
    button.addEventListener('click', async () => {
      if (await confirmForget()) forgetProgress()
    })
    return button
  }
}
