import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, setText } from '../elements/element.ts'
import type { WorkshopPart } from './workshop-feed.ts'

/** Says beside the title of each block how many readers are there, where the workshop says so. */
export class PresenceMarks implements WorkshopPart {
  presence(here: Readonly<Record<string, number>>): void {
    for (const block of document.querySelectorAll<HTMLElement>('live-terminal')) {
      const count = here[block.dataset['block'] ?? ''] ?? 0
      const mark = block.querySelector<HTMLElement>('.workshop-here')
      if (count < 1) mark?.remove()
      else setText(mark ?? newMark(block), phrase('workshop.here', { count }))
    }
  }

  state(state: WorkshopState | undefined): void {
    if (state === undefined) this.presence({})
  }
}

function newMark(block: HTMLElement): HTMLElement {
  const mark = make('span', { className: 'workshop-here' })
  block.querySelector('.terminal-title')?.append(mark)
  return mark
}
