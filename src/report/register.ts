import { phrase } from '../../words/phrase.ts'
import { showLinkForm } from '../board/link-form.ts'
import { hostToken, refuseHostToken, takeTokenFromAddress } from '../page/host-token.ts'

/** The report after a workshop. Without a host's token the page is a field for one. */
class WorkshopReport extends HTMLElement {
  connectedCallback(): void {
    const given = takeTokenFromAddress()
    const token = given ?? hostToken()
    if (given === 'wrong') this.#ask(phrase('board.link-wrong'))
    else if (token === undefined) this.#ask(phrase('board.link-none'))
    else void this.#open(token)
  }

  #ask(why: string): void {
    showLinkForm(this, why, (token) => void this.#open(token))
  }

  async #open(token: string): Promise<void> {
    const { openReport } = await import('./open-report.ts')
    const refusal = await openReport(this, token)
    if (refusal === undefined) return
    refuseHostToken(token)
    this.#ask(refusal)
  }
}

customElements.define('workshop-report', WorkshopReport)
