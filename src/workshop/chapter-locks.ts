import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make } from '../elements/element.ts'
import { type NoticeLine, showNotice } from '../page/notice-line.ts'
import { pageName } from './chapter-names.ts'
import type { WorkshopPart } from './workshop-feed.ts'

/** Whether a chapter is not open yet; for hosts each is. */
export function isLocked(
  chapter: string,
  state: Pick<WorkshopState, 'chapters' | 'role'> | undefined,
): boolean {
  const chapters = state?.role === 'participant' ? state.chapters : null
  return chapters !== null && !chapters.includes(chapter)
}

/**
 * Chapters that the host has not opened yet. Their text can be read, as in a book that lies on the
 * table; their blocks say in the place of Run that they are not open, and tasks in that of Check.
 */
export class ChapterLocks implements WorkshopPart {
  #line: NoticeLine | undefined
  #wasLocked = false

  state(state: WorkshopState | undefined): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-units]')) {
      markLink(link, isLocked(pageName(link.pathname), state))
    }
    let hasLocked = false
    for (const unit of document.querySelectorAll<HTMLElement>('live-terminal, lesson-task')) {
      const name = unit.dataset['block'] ?? unit.dataset['task'] ?? ''
      const locked = isLocked(name.slice(0, name.indexOf('/')), state)
      hasLocked ||= locked
      markUnit(unit, locked)
    }
    if (hasLocked === this.#wasLocked) return
    this.#wasLocked = hasLocked
    this.#line?.remove()
    if (state)
      this.#say(hasLocked ? phrase('workshop.locked-page') : phrase('workshop.unlocked-page'))
  }

  #say(words: string): void {
    const line = showNotice(() => line.remove())
    line.text.textContent = words
    this.#line = line
  }
}

function markUnit(unit: HTMLElement, locked: boolean): void {
  unit.toggleAttribute('data-locked', locked)
  const place = unit.querySelector(':scope .terminal-run, :scope .task-actions')
  const words = place?.querySelector('.workshop-lock')
  if (!locked) words?.remove()
  else if (!words)
    place?.prepend(
      make('span', { className: 'workshop-lock', textContent: phrase('workshop.locked') }),
    )
}

function markLink(link: HTMLAnchorElement, locked: boolean): void {
  link.toggleAttribute('data-locked', locked)
  const words = link.querySelector('.workshop-lock')
  if (!locked) words?.remove()
  else if (!words)
    link.append(
      make('span', {
        className: 'workshop-lock sr-only',
        textContent: phrase('workshop.locked-link'),
      }),
    )
}
