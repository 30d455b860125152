import type { PublishedPort } from '../../protocol/messages.ts'
import { phrase } from '../../words/phrase.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import styles from '../styles/preview-panel.css?inline'
import { openPreviewTab, previewAddress } from './preview-address.ts'

/**
 * What an app may do in the panel. It is on an origin of its own, which `allow-same-origin` gives it
 * back; it may not lead the course's page elsewhere.
 */
const SANDBOX = [
  'allow-downloads',
  'allow-forms',
  'allow-modals',
  'allow-popups',
  'allow-same-origin',
  'allow-scripts',
].join(' ')

type Action = 'reload' | 'tab' | 'close'

const LABELS: Readonly<Record<Action, string>> = {
  reload: phrase('preview.reload'),
  tab: phrase('preview.in-tab'),
  close: phrase('preview.close'),
}

/** An app of the reader's below its terminal: an address line and a frame. */
export class PreviewPanel {
  readonly element = document.createElement('section')
  readonly #path = document.createElement('input')
  readonly #words = document.createElement('p')
  #frame: HTMLIFrameElement | undefined
  #published: PublishedPort
  #isLost = false

  constructor(port: PublishedPort, onClose: () => void) {
    adoptStyles(styles)
    this.#published = port
    const title = phrase('preview.label', { port: port.port, container: port.container })
    this.element.className = 'preview-panel'
    this.element.ariaLabel = title
    this.#words.className = 'preview-words'
    this.#words.role = 'status'
    const bar = document.createElement('form')
    bar.className = 'preview-bar'
    const address = document.createElement('label')
    address.className = 'preview-address'
    address.append(`localhost:${port.port}`, this.#path)
    this.#path.value = '/'
    this.#path.ariaLabel = phrase('preview.path', { port: port.port })
    this.#path.autocapitalize = 'off'
    this.#path.autocomplete = 'off'
    this.#path.spellcheck = false
    bar.append(
      address,
      button('reload', () => this.go()),
      button('tab', () => {
        openPreviewTab(this.#published, this.#path.value).catch((error) => this.#say(error.message))
      }),
      button('close', onClose),
    )
    bar.addEventListener('submit', (event) => {
      event.preventDefault()
      this.go()
    })
    bar.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') onClose()
    })
    this.element.append(bar, this.#words)
  }

  get port(): number {
    return this.#published.port
  }

  /** Shows the path of the address line. A new frame each time: no trail in the tab's history. */
  async go(): Promise<void> {
    if (!this.#path.value.startsWith('/')) this.#path.value = `/${this.#path.value}`
    try {
      const address = await previewAddress(this.#published, this.#path.value)
      if (this.#isLost) return
      const frame = document.createElement('iframe')
      frame.className = 'preview-frame'
      frame.title = this.element.ariaLabel ?? ''
      frame.setAttribute('sandbox', SANDBOX)
      frame.referrerPolicy = 'no-referrer'
      frame.src = address
      this.#say('')
      this.#frame?.remove()
      this.#frame = frame
      this.element.append(frame)
    } catch (error) {
      this.#say((error as Error).message)
    }
  }

  /** The container has stopped. */
  lost(): void {
    this.#isLost = true
    this.#frame?.remove()
    this.#frame = undefined
    this.#say(phrase('preview.gone', { port: this.port }))
  }

  /** The port is there, perhaps again, perhaps by another container. */
  found(port: PublishedPort): void {
    this.#published = port
    if (!this.#isLost) return
    this.#isLost = false
    this.go()
  }

  #say(words: string): void {
    this.#words.textContent = words
  }
}

function button(action: Action, handler: () => void): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.className = 'preview-button'
  element.dataset['action'] = `preview-${action}`
  element.title = LABELS[action]
  element.ariaLabel = LABELS[action]
  element.addEventListener('click', handler)
  return element
}
