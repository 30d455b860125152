import { phrase } from '../../words/phrase.ts'
import { make, makeButton } from '../elements/element.ts'
import { WORKSHOP_KEY } from '../page/client-loaded.ts'
import { atBase } from '../site/at-base.ts'
import { siteStorage } from '../storage/browser-storage.ts'
import type { Parting } from './workshop-feed.ts'

/** @returns why the reader reads on as any reader does. */
function partingSentence(parting: Parting, title: string): string {
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

export interface PartingOptions {
  readonly title: string
  readonly hasCertificate: boolean
  /** Takes the bar away. */
  readonly close: () => void
}

/** The sentence that stays on every page until it is closed, and a way back where there may be one. */
export function partingContent(parting: Parting, options: PartingOptions): HTMLElement {
  const content = make('div', { className: 'workshop-parting' })
  const words = make('p', { textContent: partingSentence(parting, options.title) })
  words.role = 'status'
  const closing = makeButton(phrase('parting.close'), () => {
    siteStorage.set(WORKSHOP_KEY, undefined)
    options.close()
  })
  content.append(words, parting === 'over' ? takeHome(options, words) : wayBack(), closing)
  return content
}

function wayBack(): HTMLElement {
  const back = make('a', { textContent: phrase('parting.join-again') })
  back.href = atBase('/join/')
  return back
}

function takeHome({ hasCertificate }: PartingOptions, words: HTMLElement): HTMLElement {
  return makeButton(phrase('take-home.title'), async () => {
    try {
      const { openTakeHomeDialog } = await import('../take-home/take-home-dialog.ts')
      await openTakeHomeDialog({ hasCertificate })
    } catch {
      words.textContent = phrase('workshop.not-loaded')
    }
  })
}
