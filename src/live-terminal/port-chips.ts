import type { PublishedPort } from '../../protocol/messages.ts'
import { phrase } from '../../words/phrase.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import type { PortPlace } from '../page/port-board.ts'
import { isFramed } from '../site/framed.ts'
import previewStyles from '../styles/preview.css?inline'
import { openPreviewTab } from './preview-address.ts'
import type { PreviewPanel } from './preview-panel.ts'

interface Chip {
  port: PublishedPort
  readonly element: HTMLElement
  readonly open: HTMLButtonElement
}

/** The ports of one block: a row of chips under its terminal, and the panel that one opens. */
export class PortChips implements PortPlace {
  readonly #row = document.createElement('div')
  readonly #news = document.createElement('span')
  readonly #chips = new Map<number, Chip>()
  readonly #onLeave: () => void
  #panel: PreviewPanel | undefined

  /** @param onLeave takes the focus when the chip that has it goes. */
  constructor(body: HTMLElement, onLeave: () => void) {
    adoptStyles(previewStyles)
    this.#onLeave = onLeave
    this.#row.className = 'terminal-ports'
    this.#row.role = 'group'
    this.#row.ariaLabel = phrase('ports.label')
    this.#news.className = 'terminal-ports-news'
    this.#news.ariaLive = 'polite'
    this.#row.append(this.#news)
    const foot = body.parentElement?.querySelector('.terminal-foot')
    foot?.append(this.#row)
  }

  show(ports: readonly PublishedPort[]): void {
    const numbers = ports.map(({ port }) => port)
    const news: string[] = []
    for (const [number, chip] of this.#chips) {
      if (numbers.includes(number)) continue
      this.#remove(chip)
      news.push(phrase('ports.closed', { port: number }))
    }
    for (const port of ports) {
      const known = this.#chips.get(port.port)
      if (known) known.port = port
      else news.push(phrase('ports.can-be-opened', { port: port.port, container: port.container }))
      if (!known) this.#add(port)
      else if (this.#panel?.port === port.port) this.#panel.found(port)
    }
    if (news.length > 0) this.#news.textContent = news.join(' ')
  }

  #add(port: PublishedPort): void {
    const element = document.createElement('span')
    element.className = 'port-chip'
    element.dataset['port'] = String(port.port)
    const open = button(
      'port-chip-open',
      phrase('ports.open', { port: port.port, container: port.container }),
    )
    open.title = phrase('ports.open-hint', { port: port.port, container: port.container })
    if (!isFramed()) open.ariaExpanded = 'false'
    const tab = button('port-chip-tab', '')
    tab.ariaLabel = phrase('ports.in-tab', { port: port.port })
    tab.title = phrase('ports.in-tab-hint')
    const chip = { port, element, open }
    const openTab = () => {
      openPreviewTab(chip.port).catch((error: Error) => this.#fail(error))
    }
    // Only the site may show an app in a frame, and no other site around it.
    open.addEventListener('click', isFramed() ? openTab : () => this.#toggle(chip))
    tab.addEventListener('click', openTab)
    element.append(open, tab)
    this.#chips.set(port.port, chip)
    this.#row.insertBefore(element, this.#news)
    if (this.#panel?.port === port.port) {
      open.ariaExpanded = 'true'
      this.#panel.found(port)
    }
  }

  #remove({ port, element }: Chip): void {
    const hadFocus = element.contains(document.activeElement)
    element.remove()
    this.#chips.delete(port.port)
    if (this.#panel?.port === port.port) this.#panel.lost()
    if (hadFocus) this.#onLeave()
  }

  async #toggle(chip: Chip): Promise<void> {
    if (this.#panel?.port === chip.port.port) {
      this.#close()
      return
    }
    this.#close()
    try {
      const { PreviewPanel } = await import('./preview-panel.ts')
      this.#close()
      const panel = new PreviewPanel(chip.port, () => {
        this.#close()
        const { open } = this.#chips.get(panel.port) ?? {}
        if (open) open.focus()
        else this.#onLeave()
      })
      this.#panel = panel
      chip.open.ariaExpanded = 'true'
      // Below the chip, which stays under the pointer.
      this.#row.parentElement?.after(panel.element)
      panel.go()
      panel.element.scrollIntoView({ block: 'nearest' })
    } catch {
      this.#fail(new Error(phrase('ports.not-loaded')))
    }
  }

  #close(): void {
    if (!this.#panel) return
    const chip = this.#chips.get(this.#panel.port)
    if (chip) chip.open.ariaExpanded = 'false'
    this.#panel.element.remove()
    this.#panel = undefined
  }

  #fail({ message }: Error): void {
    this.#news.textContent = message
    this.#news.dataset['failed'] = ''
    setTimeout(() => delete this.#news.dataset['failed'], 8000)
  }
}

function button(className: string, words: string): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.className = className
  element.textContent = words
  return element
}
