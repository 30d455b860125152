import { phrase } from '../../words/phrase.ts'
import type { RanEvent } from '../page/ran-event.ts'
import { builtRows } from './layers.ts'
import { captionWords, layersHtml } from './layers-html.ts'

/** The layers of an image: as they were recorded, and then those of the reader's own build. */
export class LayerPicture extends HTMLElement {
  readonly #onRan = (event: Event) => {
    const { block, status } = (event as RanEvent).detail
    if (block === this.dataset['after'] && status === 0) this.#fill()
  }

  connectedCallback(): void {
    document.addEventListener('blitz:ran', this.#onRan)
  }

  disconnectedCallback(): void {
    document.removeEventListener('blitz:ran', this.#onRan)
  }

  async #fill(): Promise<void> {
    const { image = '', base = '', own = '0' } = this.dataset
    const { readHistory, readLayerCount } = await import('./read-image.ts')
    // Without an answer the recorded layers stay.
    const read = await Promise.all([
      readHistory(image),
      readHistory(base),
      readLayerCount(image),
    ]).catch(() => undefined)
    if (read === undefined) return
    const [history, ofBase, layers] = read
    if (layers === undefined) return
    // A base that only the build pulled has no name of its own to ask by.
    const baseLines = Math.min(ofBase.length || history.length - Number(own), history.length)
    const rows = builtRows({ history, baseLines, layers, from: `FROM ${base}` })
    const list = this.querySelector('ol')
    const caption = this.querySelector('figcaption')
    if (!list || !caption) return
    list.innerHTML = layersHtml(rows)
    caption.textContent = captionWords(rows, image, phrase('layers.own'))
    this.toggleAttribute('data-filled', true)
  }
}

customElements.define('layer-picture', LayerPicture)
