type Shown = 'then' | 'here' | 'newer'

/** The buttons in a block's bar: the sandbox's session, that of 2020, or what a newer Docker shows. */
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

  /** A reader who presses Run wants to see what it does. */
  #onState(): void {
    if (this.#block?.dataset['state'] === 'starting') this.#show('here')
    if (this.#block?.dataset['state'] === 'running') this.#show('here')
  }

  #show(shown: Shown): void {
    const block = this.#block
    if (block === null) return
    if (shown === 'here') block.removeAttribute('data-side')
    else block.dataset['side'] = shown
    for (const side of block.querySelectorAll<HTMLDetailsElement>('details.terminal-side')) {
      side.open = side.dataset['side'] === shown
    }
    for (const button of this.#buttons) {
      button.ariaPressed = String(button.dataset['shown'] === shown)
    }
  }
}
