import { phrase } from '../../words/phrase.ts'
import { unitsOfLink } from './chapter-marks.ts'
import { continueAt, hasBegun, type Progress } from './progress.ts'
import { watchProgress } from './progress-store.ts'

/** The line above the list of chapters: how to continue, and how to clear the progress. */
export class CourseProgress extends HTMLElement {
  readonly #fresh = [...this.childNodes]
  /** At the top of the page: to the first chapter, or to where the reader was. */
  readonly #start = document.querySelector<HTMLAnchorElement>('.hero .course-continue')
  readonly #first = { href: this.#start?.href, words: this.#start?.textContent }

  connectedCallback(): void {
    watchProgress((progress) => this.#show(progress))
  }

  #show(progress: Progress): void {
    const links = [...document.querySelectorAll<HTMLAnchorElement>('.chapters a[data-units]')]
    const chapters = links.map((link) => ({ ...unitsOfLink(link), link }))
    const isBegun = hasBegun(chapters, progress)
    const next = isBegun ? continueAt(chapters, progress)?.link : undefined
    this.#lead(next)
    if (isBegun) this.replaceChildren(this.#way(next), this.#clear())
    else this.replaceChildren(...this.#fresh)
  }

  /** @param next undefined where the reader begins, or has finished. */
  #lead(next: HTMLAnchorElement | undefined): void {
    const { href = '', words } = this.#first
    if (!this.#start) return
    this.#start.href = next?.href ?? href
    this.#start.textContent = next
      ? phrase('course.go-on', { number: numberOf(next) })
      : (words ?? '')
  }

  #way(link: HTMLAnchorElement | undefined): HTMLElement {
    if (link === undefined) {
      const words = document.createElement('span')
      words.textContent = phrase('course.all-finished')
      return words
    }
    const way = document.createElement('a')
    way.className = 'course-continue'
    way.href = link.href
    way.textContent = phrase('course.continue', { number: numberOf(link) })
    return way
  }

  #clear(): HTMLElement {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = phrase('progress.clear')
    button.addEventListener('click', async () => {
      const { clearIfConfirmed } = await import('./confirm-clear.ts')
      await clearIfConfirmed()
    })
    return button
  }
}

function numberOf(link: HTMLElement): string {
  return link.querySelector('.number')?.textContent?.trim() ?? ''
}
