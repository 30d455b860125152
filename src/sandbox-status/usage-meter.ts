import { phrase } from '../../words/phrase.ts'
import { formatBytes } from '../page/format-bytes.ts'

/** One limited thing of the sandbox: its name, a bar, and how much of it is used. */
export class UsageMeter {
  readonly element = document.createElement('div')
  readonly #bar = document.createElement('div')
  readonly #fill = document.createElement('div')
  readonly #words = document.createElement('span')

  constructor(name: string) {
    this.element.className = 'usage'
    const label = document.createElement('span')
    label.textContent = name
    this.#bar.className = 'usage-bar'
    this.#bar.role = 'meter'
    this.#bar.ariaLabel = name
    this.#bar.ariaValueMin = '0'
    this.#bar.append(this.#fill)
    this.#words.ariaHidden = 'true'
    this.element.append(label, this.#bar, this.#words)
  }

  /** In bytes. */
  show({ used, limit }: { readonly used: number; readonly limit: number }): void {
    const words = phrase('sandbox.used', { used: formatBytes(used), limit: formatBytes(limit) })
    const part = limit > 0 ? Math.min(1, used / limit) : 0
    this.#bar.ariaValueMax = String(limit)
    this.#bar.ariaValueNow = String(Math.min(used, limit))
    this.#bar.ariaValueText = words
    this.#fill.style.width = `${part * 100}%`
    this.element.toggleAttribute('data-nearly-full', part >= 0.9)
    this.#words.textContent = words
  }
}
