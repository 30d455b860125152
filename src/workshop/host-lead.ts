import { blockAnchor } from '../../lesson/block-anchor.ts'
import type { WorkshopState } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { make, makeButton, setText } from '../elements/element.ts'
import { atBase } from '../site/at-base.ts'
import { tabStorage } from '../storage/browser-storage.ts'
import { blockTitle, chapterTitle } from './chapter-names.ts'
import { onReaderMoves } from './reader-moves.ts'
import type { WorkshopPart } from './workshop-feed.ts'

/** Remembers, in this tab, that the reader goes along with the host, over the pages of the course. */
const KEY = 'blitz-workshop-along'

type Followed = NonNullable<WorkshopState['followed']>

/** Says where the host is, leads there, and goes along with the host where the reader wants that. */
export class HostLead implements WorkshopPart {
  readonly element = make('div', { className: 'workshop-lead' })
  readonly #chapter: string
  readonly #words = make('span', { className: 'workshop-lead-words' })
  readonly #go = makeButton(phrase('workshop.go-there'), () => this.#goThere(true))
  readonly #along = makeButton('', () => this.#setAlong(!this.#isAlong))
  #followed: Followed | undefined

  /** @param chapter that this page shows. */
  constructor(chapter: string) {
    this.#chapter = chapter
    this.#words.ariaLive = 'polite'
    this.element.append(this.#words, this.#go, this.#along)
    this.element.hidden = true
    onReaderMoves(this.element, () => this.#isAlong && this.#setAlong(false))
  }

  state(state: WorkshopState | undefined): void {
    const followed = state?.role === 'participant' ? (state.followed ?? undefined) : undefined
    const hasMoved = JSON.stringify(followed) !== JSON.stringify(this.#followed)
    this.#followed = followed
    this.#show()
    if (hasMoved && followed && this.#isAlong) this.#goThere(false)
  }

  get #isAlong(): boolean {
    return tabStorage.get(KEY) === 'yes'
  }

  #setAlong(isAlong: boolean): void {
    tabStorage.set(KEY, isAlong ? 'yes' : undefined)
    this.#show()
    if (isAlong) this.#goThere(false)
  }

  #show(): void {
    this.element.hidden = this.#followed === undefined
    if (!this.#followed) return
    const host = this.#followed.from
    const isAlong = this.#isAlong
    this.#go.hidden = isAlong
    this.#along.textContent = isAlong
      ? phrase('workshop.stop-following')
      : phrase('workshop.keep-following')
    const words = isAlong
      ? phrase('workshop.following', { host })
      : phrase('workshop.host-at', { host, place: placeName(this.#followed) })
    setText(this.#words, words)
    this.#words.title = words
  }

  /** @param isAsked the reader pressed a button for it, and gets the focus there. */
  #goThere(isAsked: boolean): void {
    const followed = this.#followed
    if (!followed) return
    const { chapter, block } = followed
    if (chapter !== this.#chapter) {
      const path = chapter === 'index' ? '/' : `/${chapter}/`
      location.assign(atBase(path) + (block === undefined ? '' : `#${blockAnchor(block)}`))
      return
    }
    const target = block === undefined ? undefined : document.getElementById(blockAnchor(block))
    if (target) target.scrollIntoView()
    else scrollTo({ top: 0 })
    if (!isAsked || !target) return
    target.tabIndex = -1
    target.focus({ preventScroll: true })
  }
}

function placeName({ chapter, block }: Followed): string {
  return (block && blockTitle(block)) ?? chapterTitle(chapter)
}
