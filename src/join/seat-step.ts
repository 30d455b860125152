import type { KeptSeat, OpenInvitation } from '../../protocol/join-messages.ts'
import { workshopNews } from '../../protocol/workshop-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { askSeat, Refusal } from '../membership/ask-server.ts'
import { forgetSeat, type Membership, membership } from '../membership/membership.ts'
import { troubleSentence } from '../membership/trouble-words.ts'
import { atBase } from '../site/at-base.ts'
import { Step } from './step.ts'
import { localeOf, openingWords, opensInWords } from './when.ts'

/** How often the server is asked whether the workshop has opened, in milliseconds. */
const POLL_MILLISECONDS = 5000

/** How often the time that is left is renewed, in milliseconds. */
const TICK_MILLISECONDS = 1000

/** The reader has a seat: waits with it, goes on with it, or reads what is left of it. */
export class SeatStep extends Step {
  readonly #gone: () => void
  readonly #locale = localeOf(document.documentElement.lang, navigator.languages)
  /** When the workshop opens, by the clock of `performance`; undefined: by hand. */
  #opensAt: number | undefined
  #timers: number[] = []

  /** @param gone told where this browser has no seat any longer. */
  constructor(page: HTMLElement, { gone }: { gone: () => void }) {
    super(page, 'seat')
    this.#gone = gone
    this.part('leave').addEventListener('click', async () => {
      const { leaveIfConfirmed } = await import('../membership/leave-workshop.ts')
      if (await leaveIfConfirmed()) location.assign(atBase('/'))
    })
  }

  /** @param sentence that says what has just happened. */
  welcome(seat: KeptSeat, sentence: string, more = ''): void {
    if (seat.phase === 'open' && more === '') location.assign(wayOn(seat))
    else this.#open(seat, sentence, more)
  }

  /** Of a browser that has a seat already. */
  async resume(): Promise<void> {
    const known = membership()
    this.show()
    this.part('headline').textContent = known ? inWords(known) : ''
    await this.#ask((seat) => this.#open(seat, inWords(seat)))
  }

  showClosed(workshop: OpenInvitation): void {
    this.stop()
    this.#tell({
      headline: phrase('join.over', { title: workshop.title }),
      more: [openingWords(workshop, { locale: this.#locale }), phrase('join.over-read')],
      waits: '',
    })
    this.#lead(atBase('/'), phrase('join.read'))
    this.part('leave').hidden = membership() === undefined
    this.part('meanwhile').hidden = true
    this.show()
    this.focus()
  }

  stop(): void {
    for (const timer of this.#timers.splice(0)) clearInterval(timer)
  }

  #open(seat: KeptSeat, headline: string, more = ''): void {
    if (seat.phase === 'closed') {
      this.showClosed(seat)
      return
    }
    this.stop()
    const isPlanned = seat.phase === 'planned'
    const opening = openingWords(seat, { locale: this.#locale })
    this.#tell({
      headline,
      more: [more, isPlanned ? phrase('join.goes-on') : undefined],
      waits: opening ?? '',
    })
    this.#lead(wayOn(seat), phrase('join.go-on'))
    this.part('way').hidden = isPlanned
    this.part('leave').hidden = false
    this.part('meanwhile').hidden = !isPlanned
    this.show()
    this.focus()
    if (!isPlanned) return
    this.#opensAt = seat.opens === null ? undefined : performance.now() + seat.opens - seat.now
    this.#tick()
    this.#timers = [
      window.setInterval(() => this.#tick(), TICK_MILLISECONDS),
      window.setInterval(() => this.#poll(), POLL_MILLISECONDS),
    ]
    this.#appear()
  }

  /** The host sees who waits, and whoever waits hears at once that the host has opened. */
  async #appear(): Promise<void> {
    const { pageClient, watchPage } = await import('../page/page-client.ts')
    const unwatch = watchPage({
      workshop: (news) => {
        const { data } = workshopNews.safeParse(news)
        if (data?.news !== 'state' || data.state.phase === 'planned') return
        unwatch()
        this.#poll()
      },
    })
    pageClient.stay()
  }

  #tick(): void {
    if (this.#opensAt === undefined) return
    const words = opensInWords(this.#opensAt - performance.now(), this.#locale)
    const place = this.part('countdown')
    if (place.textContent !== words) place.textContent = words
  }

  #poll(): Promise<void> {
    return this.#ask((seat) => {
      if (seat.phase === 'planned') {
        // The host may have put the opening off.
        this.#opensAt = seat.opens === null ? undefined : performance.now() + seat.opens - seat.now
        return
      }
      this.stop()
      if (seat.phase === 'open') location.assign(wayOn(seat))
      else this.showClosed(seat)
    })
  }

  async #ask(hear: (seat: KeptSeat) => void): Promise<void> {
    try {
      const seat = await askSeat()
      // What was in the way before is no longer.
      this.part('status').textContent = ''
      hear(seat)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { trouble } = error.refusal
      if (trouble === 'not-in') {
        forgetSeat()
        this.#gone()
      } else {
        this.part('status').textContent = troubleSentence(trouble)
      }
    }
  }

  #tell({
    headline,
    more,
    waits,
  }: {
    headline: string
    more: readonly (string | undefined)[]
    waits: string
  }): void {
    this.part('headline').textContent = headline
    this.part('when').textContent = waits
    this.part('countdown').textContent = ''
    this.part('more').textContent = more.filter(Boolean).join(' ')
    this.part('status').textContent = ''
  }

  #lead(href: string, words: string): void {
    const way = this.part('way') as HTMLAnchorElement
    way.hidden = false
    way.href = href
    way.textContent = words
  }
}

function inWords({ title, name }: Membership): string {
  return phrase('join.you-are-in', { title, name })
}

/** @returns where a participant goes on: the first chapter that is open. */
function wayOn({ chapter }: OpenInvitation): string {
  return atBase(chapter === undefined ? '/' : `/${chapter}/`)
}
