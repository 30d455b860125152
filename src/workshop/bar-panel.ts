import { make, setText } from '../elements/element.ts'
import { type Icon, makeIcon } from './icons.ts'

/** A button of the workshop's bar, and the panel that it opens. */
export class BarPanel {
  readonly button = document.createElement('button')
  readonly panel = make('div', { className: 'workshop-panel not-content' })
  readonly #label = make('span', { className: 'workshop-button-label' })

  /**
   * @param name for the panel's id, and its icon. @param label of the button.
   * @param title what the panel is called.
   */
  constructor(name: Icon, label: string, title = label) {
    this.panel.id = `workshop-${name}`
    this.panel.popover = 'auto'
    this.panel.role = 'dialog'
    this.panel.ariaLabel = title
    this.button.type = 'button'
    this.button.className = 'workshop-button'
    this.button.setAttribute('popovertarget', this.panel.id)
    this.button.append(makeIcon(name), this.#label)
    this.label = label
  }

  set label(words: string) {
    setText(this.#label, words)
    this.button.title = words
  }

  close(): void {
    if (this.panel.isConnected) this.panel.hidePopover()
  }
}
