import { phrase } from '../../words/phrase.ts'
import { WORKSHOP_KEY } from '../page/client-loaded.ts'
import { atBase } from '../site/at-base.ts'
import { siteStorage } from '../storage/browser-storage.ts'
import { button, element } from './elements.ts'
import type { Parting } from './workshop-feed.ts'

/** @returns why the reader reads on as any reader does. */
export function partingSentence(parting: Parting, title: string): string {
  switch (parting) {
    case 'over':
      return phrase('parting.over', { title })
    case 'moved':
      return phrase('parting.moved', { title })
    case 'ended':
      return phrase('parting.ended', { title })
    case 'deleted':
      return phrase('parting.deleted', { title })
    case 'left':
      return phrase('parting.left', { title })
    case 'none':
      return phrase('parting.none', { title })
  }
}

/**
 * The sentence that stays on every page until it is closed, and a way back where there may be one.
 * @param close takes the bar away.
 */
export function partingContent(parting: Parting, title: string, close: () => void): HTMLElement {
  const content = element('div', 'workshop-parting')
  const words = element('p', '', partingSentence(parting, title))
  words.role = 'status'
  content.append(words)
  if (parting !== 'over') {
    const back = element('a', '', phrase('parting.join-again'))
    back.href = atBase('/join/')
    content.append(back)
  }
  const closing = button(phrase('parting.close'), () => {
    siteStorage.set(WORKSHOP_KEY, undefined)
    close()
  })
  content.append(closing)
  return content
}
