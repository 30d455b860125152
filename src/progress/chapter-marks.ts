import { phrase } from '../../words/phrase.ts'
import { type ChapterUnits, chapterState, type Progress } from './progress.ts'

const WORDS = { begun: phrase('course.begun'), finished: phrase('course.finished') } as const

/** @returns the chapter that a link with `unitsAttributes` leads to: its address ends with the name. */
export function unitsOfLink({ dataset, pathname }: HTMLAnchorElement): ChapterUnits {
  const units = dataset['units']?.split(' ').filter(Boolean) ?? []
  return { chapter: pathname.split('/').at(-2) ?? '', units }
}

/** Marks every link to a chapter with its state, for the eye and the screen reader. */
export function markChapters(progress: Progress): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-units]')) {
    const state = chapterState(unitsOfLink(link), progress)
    link.querySelector('.chapter-state')?.remove()
    if (state === 'new') {
      delete link.dataset['progress']
      continue
    }
    link.dataset['progress'] = state
    const words = document.createElement('span')
    words.className = 'chapter-state sr-only'
    words.textContent = WORDS[state]
    link.append(words)
  }
}
