type Shown = 'then' | 'today'

/** The buttons in a block's bar: today's session or terminal, or what the block printed in 2020. */
export class ThenSwitch extends HTMLElement {
  readonly #started = new MutationObserver(() => this.#onState())

  connectedCallback(): void {
    for (const button of this.#buttons) {
      button.onclick = () => this.#show(button.dataset['shown'] as Shown)
    }
    if (this.#block) this.#started.observe(this.#block, { attributeFilter: ['data-state'] })
  }

  disconnectedCallback(): void {
    this.#started.disconnect()
  }

  get #block(): HTMLElement | null {
    return this.closest<HTMLElement>('live-terminal')
  }

  get #buttons(): NodeListOf<HTMLButtonElement> {
    return this.querySelectorAll('button')
  }

  /** Who presses Run wants to see what it does. */
  #onState(): void {
    if (this.#block?.dataset['state'] === 'starting') this.#show('today')
    if (this.#block?.dataset['state'] === 'running') this.#show('today')
  }

  #show(shown: Shown): void {
    const isThen = shown === 'then'
    this.#block?.toggleAttribute('data-then', isThen)
    const then = this.#block?.querySelector<HTMLDetailsElement>('.terminal-then')
    if (then) then.open = isThen
    for (const button of this.#buttons) {
      button.ariaPressed = String(button.dataset['shown'] === shown)
    }
  }
}
