import type { EngineState, PictureKind } from '../../lesson/picture.ts'
import { phrase } from '../../words/phrase.ts'
import { clientLoaded } from '../page/client-loaded.ts'

/** A picture of a chapter: as its author wrote it, and then as the reader's own engine is. */
export class LessonPicture extends HTMLElement {
  #recorded: Element | undefined
  #isWatching = false

  readonly #onRan = () => void this.#watch()

  connectedCallback(): void {
    this.#recorded ??= this.querySelector('.picture') ?? undefined
    document.addEventListener('blitz:ran', this.#onRan)
    void clientLoaded.then(() => this.#watch())
  }

  disconnectedCallback(): void {
    document.removeEventListener('blitz:ran', this.#onRan)
  }

  /** What draws is loaded once there may be something to draw. */
  async #watch(): Promise<void> {
    if (this.#isWatching) return
    this.#isWatching = true
    const [{ watchOwnEngine }, { drawPicture }, { toDom }] = await Promise.all([
      import('./own-engine.ts'),
      import('./draw-picture.ts'),
      import('./drawing.ts'),
    ])
    const kind = this.dataset['kind'] as PictureKind
    watchOwnEngine((state: EngineState | undefined) => {
      const drawn = state === undefined ? this.#recorded : toDom(drawPicture(kind, state))
      const shown = this.querySelector('.picture')
      if (!drawn || drawn.isEqualNode(shown)) return
      shown?.replaceWith(drawn)
      this.toggleAttribute('data-own', state !== undefined)
      const words = this.querySelector('.picture-source')
      if (words) words.textContent = state === undefined ? '' : ` ${phrase('picture.own')}`
    })
  }
}
