import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make } from '../elements/element.ts'
import { type NoticeLine, showNotice } from '../page/notice-line.ts'
import { KeptValue } from '../storage/kept-value.ts'
import {
  type KeptMessage,
  keyOf,
  NO_MESSAGES,
  parseMessages,
  withClosed,
  withMessage,
} from './kept-messages.ts'
import type { WorkshopPart } from './workshop-feed.ts'

const kept = new KeptValue({
  key: 'blitz-workshop-messages-1',
  none: NO_MESSAGES,
  parse: parseMessages,
})

/** Messages of a host: each is shown on every page until it is closed, and a list keeps the last. */
export class Messages implements WorkshopPart {
  readonly list = make('ol', { className: 'workshop-message-list' })
  readonly #lines = new Map<string, NoticeLine>()
  readonly #onCount: (count: number) => void
  #workshop: string | undefined

  /** @param onCount hears how many the list has. */
  constructor(onCount: (count: number) => void) {
    this.#onCount = onCount
    kept.watch(() => this.#show())
  }

  state(state: WorkshopState | undefined): void {
    if (state?.workshop === this.#workshop) return
    this.#workshop = state?.workshop
    this.#show()
  }

  message({ from, text }: { readonly from: string; readonly text: string }): void {
    const workshop = this.#workshop ?? ''
    const message = { workshop, from, text, at: Date.now(), isClosed: false }
    const others = kept.latest.filter((each) => each.workshop === workshop)
    kept.set(withMessage(others, message))
  }

  #show(): void {
    const messages = kept.value.filter(({ workshop }) => workshop === this.#workshop)
    const open = new Map(
      messages.filter(({ isClosed }) => !isClosed).map((message) => [keyOf(message), message]),
    )
    for (const [key, line] of this.#lines) {
      if (open.has(key)) continue
      line.remove()
      this.#lines.delete(key)
    }
    for (const [key, message] of open) if (!this.#lines.has(key)) this.#open(key, message)
    this.list.replaceChildren(...messages.toReversed().map(item))
    this.#onCount(messages.length)
  }

  #open(key: string, message: KeptMessage): void {
    const line = showNotice(() => kept.set(withClosed(kept.latest, message)))
    line.text.classList.add('workshop-message')
    line.text.append(make('strong', { textContent: message.from }), message.text)
    this.#lines.set(key, line)
  }
}

function item({ from, text, at }: KeptMessage): HTMLLIElement {
  const made = make('li')
  const time = make('time', { textContent: clockTime(at) })
  time.dateTime = new Date(at).toISOString()
  const head = make('p', { className: 'workshop-message-head' })
  head.append(make('strong', { textContent: from }), ' ', time)
  made.append(head, make('p', { textContent: text }))
  return made
}

function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString(phrase('language.tag'), { timeStyle: 'short' })
}
