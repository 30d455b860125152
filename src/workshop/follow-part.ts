import type { OutputFrame } from '../../protocol/frames.ts'
import type { WorkshopAct, WorkshopNews, WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { tabStorage } from '../storage/browser-storage.ts'
import type { FollowView } from './follow-view.ts'
import type { WorkshopPart } from './workshop-feed.ts'

/** The showing that the reader has closed in this tab, by the time at which it began. */
const CLOSED_KEY = 'blitz-follow-closed'

/** A dock covers the whole page there: only the reader opens it. */
const NARROW_WINDOW = '(max-width: 49.99rem)'

type Showing = NonNullable<WorkshopState['showing']>

export interface FollowPartOptions {
  readonly tell: (act: WorkshopAct) => void
  /** Read out by a screen reader, and not shown. */
  readonly say: (words: string) => void
}

/**
 * Opens the terminal that a host shows, and has the server send it only while the reader sees it. What
 * shows it is loaded when a host shows something.
 */
export class FollowPart implements WorkshopPart {
  /** In the bar of the workshop, while something is shown: opens it. */
  readonly element = document.createElement('button')
  readonly #options: FollowPartOptions
  #showing: Showing | undefined
  #view: FollowView | undefined
  #isInFront = false
  /** What the server knows of this page; undefined: nothing. */
  #isWanted: boolean | undefined

  constructor(options: FollowPartOptions) {
    this.#options = options
    this.element.type = 'button'
    this.element.className = 'workshop-button'
    this.element.hidden = true
    this.element.addEventListener('click', () => {
      tabStorage.set(CLOSED_KEY, undefined)
      this.#open()
    })
    document.addEventListener('visibilitychange', () => this.#want())
  }

  state(state: WorkshopState | undefined): void {
    // A host's own pages have the terminal itself.
    const isReader = state?.role === 'participant'
    const showing = (isReader && state.showing) || undefined
    const isOther = showing?.since !== this.#showing?.since
    if (isOther && this.#showing) this.#end()
    this.#showing = showing
    this.element.hidden = !showing
    if (!isOther || !showing) return
    const { host, since } = showing
    this.element.textContent = phrase('follow.tab', { host })
    this.#options.say(phrase('follow.begun', { host }))
    const isClosed = tabStorage.get(CLOSED_KEY) === String(since)
    if (!isClosed && !matchMedia(NARROW_WINDOW).matches) this.#open()
  }

  connection(): void {
    // The next connection knows nothing of what this page wanted.
    this.#isWanted = undefined
    this.#want()
  }

  screen({ screen }: Extract<WorkshopNews, { news: 'screen' }>): void {
    this.#view?.screen(screen)
  }

  command({ command }: Extract<WorkshopNews, { news: 'command' }>): void {
    void this.#view?.command(command)
  }

  /** Output of the terminal. */
  followed(frame: OutputFrame): void {
    this.#view?.output(frame)
  }

  async #open(): Promise<void> {
    const showing = this.#showing
    if (showing === undefined) return
    if (this.#view) {
      this.#view.open()
      return
    }
    try {
      const { FollowView } = await import('./follow-view.ts')
      // Another one is shown by now, or none.
      if (showing !== this.#showing && showing.since !== this.#showing?.since) return
      this.#view ??= new FollowView(showing.host, {
        onGap: () => this.#wantAnew(),
        onShown: (isInFront) => {
          this.#isInFront = isInFront
          this.#want()
        },
        onClosed: () => {
          tabStorage.set(CLOSED_KEY, String(showing.since))
          this.#isInFront = false
          this.#want()
        },
      })
    } catch {
      this.#options.say(phrase('follow.not-loaded'))
      this.element.title = phrase('follow.not-loaded')
    }
  }

  #end(): void {
    const { host } = this.#showing as Showing
    this.#options.say(phrase('follow.ended', { host }))
    this.#view?.end()
    this.#view = undefined
    this.#isInFront = false
    this.#want()
  }

  #want(): void {
    const isWanted = this.#isInFront && !document.hidden
    if (isWanted === (this.#isWanted ?? false)) return
    this.#isWanted = isWanted
    this.#options.tell({ act: 'follow', isWanted })
  }

  #wantAnew(): void {
    this.#options.tell({ act: 'follow', isWanted: false })
    this.#isWanted = undefined
    this.#want()
  }
}
