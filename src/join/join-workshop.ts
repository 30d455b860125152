import { isMoveCode, MAXIMUM_CODE_LENGTH } from '../../protocol/join-code.ts'
import type { OpenInvitation, TakenSeat } from '../../protocol/join-messages.ts'
import { phrase } from '../../words/phrase.ts'
import { askInvitation, moveHere, Refusal } from '../membership/ask-server.ts'
import { membership, takeSeat } from '../membership/membership.ts'
import { rememberSeat } from '../membership/past-seats.ts'
import { troubleSentence } from '../membership/trouble-words.ts'
import { finish } from '../progress/progress-store.ts'
import { DetailsStep } from './details-step.ts'
import { PastSeatsList } from './past-seats-list.ts'
import { codeOfAddress, joinPageOf } from './places.ts'
import { SeatStep } from './seat-step.ts'
import { Step } from './step.ts'

/** The join page: a code, then a name and two questions, then the seat. */
export class JoinWorkshop extends HTMLElement {
  readonly #code = new Step(this, 'code')
  readonly #details = new DetailsStep(this, {
    joined: (seat) => this.#enter(seat, phrase('join.welcome', { name: seat.name })),
    back: () => this.#askCode(),
  })
  readonly #seat = new SeatStep(this, { gone: () => this.#askCode(phrase('join.not-in')) })

  connectedCallback(): void {
    const form = this.#code.form
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#tryCode(this.#code.field('code').value)
    })
    this.append(new PastSeatsList().element)
    addEventListener('hashchange', () => this.#begin())
    this.#begin()
  }

  #begin(): void {
    const code = codeOfAddress(location.hash)
    if (membership()) this.#seat.resume()
    else if (code === '' || isMoveCode(code)) this.#offerCode(code)
    else this.#tryCode(code)
  }

  /** A link alone brings nobody's seat here: whoever follows it presses Continue, or does not. */
  #offerCode(code: string): void {
    this.#code.show()
    this.#code.field('code').value = code
  }

  /** @param sentence that says why it is asked for again. */
  #askCode(sentence?: string): void {
    this.#seat.stop()
    this.#code.show()
    this.#code.focus()
    if (sentence !== undefined) this.#code.refuse('code', sentence)
  }

  async #tryCode(code: string): Promise<void> {
    this.#code.show()
    this.#code.field('code').value = code
    if (code.trim() === '') return this.#code.refuse('code', phrase('join.code-empty'))
    if (code.length > MAXIMUM_CODE_LENGTH) {
      return this.#code.refuse('code', phrase('join.code-unknown'))
    }
    await this.#code.during(async () => {
      try {
        const invitation = await askInvitation(code)
        const elsewhere = joinPageOf(invitation.course)
        if (elsewhere !== undefined) location.assign(`${elsewhere}#${encodeURIComponent(code)}`)
        else if (invitation.kind === 'move') await this.#moveHere(code)
        else this.#invite(code, invitation)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        const { trouble } = error.refusal
        // One of six digits is mostly one that was good before.
        const isOld = trouble === 'code-unknown' && isMoveCode(code)
        this.#code.refuse('code', troubleSentence(isOld ? 'code-over' : trouble))
      }
    })
  }

  #invite(code: string, invitation: OpenInvitation): void {
    if (invitation.phase === 'closed') this.#seat.showClosed(invitation)
    else this.#details.open(code, invitation)
  }

  async #moveHere(code: string): Promise<void> {
    const seat = await moveHere(code)
    for (const name of seat.finished) finish(name)
    this.#enter(seat, phrase('join.moved', { name: seat.name }), phrase('join.moved-what'))
  }

  #enter(seat: TakenSeat, welcome: string, more?: string): void {
    takeSeat(seat.token, seat)
    rememberSeat(seat)
    this.#seat.welcome(seat, welcome, more)
  }
}
