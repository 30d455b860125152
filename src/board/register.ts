import { phrase } from '../../words/phrase.ts'
import { hostToken, takeTokenFromAddress } from '../page/host-token.ts'
import { showLinkForm } from './link-form.ts'

/** The board of a host. Without a token the page is a field for one, and loads nothing more. */
class HostBoard extends HTMLElement {
  connectedCallback(): void {
    const given = takeTokenFromAddress()
    const token = given ?? hostToken()
    if (given === 'wrong') this.#ask(phrase('board.link-wrong'))
    else if (token === undefined) this.#ask(phrase('board.link-none'))
    else this.#open(token)
    // The board's link is opened in the tab that has a board already.
    addEventListener('hashchange', () => {
      if (location.hash !== '') location.reload()
    })
  }

  #ask(why: string): void {
    showLinkForm(this, why, (token) => this.#open(token))
  }

  async #open(token: string): Promise<void> {
    const { openBoard } = await import('./board.ts')
    const reason = await openBoard(this, token)
    this.#ask(reason)
  }
}

customElements.define('host-board', HostBoard)
