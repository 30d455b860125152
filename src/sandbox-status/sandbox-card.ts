import type { Usage } from '../../protocol/messages.ts'
import { phrase } from '../../words/phrase.ts'
import { confirmReset } from '../live-terminal/confirm-reset.ts'
import { imageWords } from '../page/image-words.ts'
import { page, pageClient, watchPage } from '../page/page-client.ts'
import { type Known, lightOf, longWords, shortWords } from './status-words.ts'
import { UsageMeter } from './usage-meter.ts'

/** How often the time that is left is renewed, in milliseconds. */
const TICK_MILLISECONDS = 1000

/** What the page's head says of the sandbox, and the card that the head opens. */
export class SandboxCard {
  readonly #place: HTMLElement
  readonly #head: HTMLElement
  readonly #words: HTMLElement
  readonly #memory = new UsageMeter(phrase('sandbox.memory'))
  readonly #disk = new UsageMeter(phrase('sandbox.disk'))
  readonly #meters = document.createElement('div')
  readonly #images = document.createElement('p')
  readonly #extend = button('extend', phrase('sandbox.extend'), () => pageClient.extend())
  readonly #reset = button('reset', phrase('sandbox.reset'), () => this.#askReset())
  #known: Known

  /** @param place the element in the page's head, as the page was built with it. */
  constructor(place: HTMLElement) {
    this.#place = place
    this.#head = place.querySelector('.head-words') as HTMLElement
    this.#words = place.querySelector('.sandbox-card-words') as HTMLElement
    this.#known = {
      sandbox: page.sandbox,
      toldAt: performance.now(),
      connection: pageClient.status,
    }
    this.#meters.className = 'usage-meters'
    this.#meters.append(this.#memory.element, this.#disk.element)
    this.#images.className = 'sandbox-card-images'
    const actions = document.createElement('div')
    actions.className = 'sandbox-card-actions'
    actions.append(this.#extend, this.#reset)
    this.#words.after(this.#meters, this.#images, actions)
    watchPage({
      sandbox: (sandbox) => this.#learn({ sandbox, toldAt: performance.now() }),
      connection: (connection) => this.#learn({ connection }),
      usage: (usage) => this.#showUsage(usage),
      hub: (hub) => this.#images.replaceChildren(...imageWords(hub)),
    })
    if (page.usage) this.#showUsage(page.usage)
    this.#show()
    setInterval(() => this.#show(), TICK_MILLISECONDS)
  }

  #learn(news: Partial<Known>): void {
    this.#known = { ...this.#known, ...news }
    this.#show()
  }

  #show(): void {
    const { sandbox } = this.#known
    const now = performance.now()
    this.#place.dataset['state'] = lightOf(this.#known)
    setText(this.#head, shortWords(this.#known, now))
    setText(this.#words, longWords(this.#known, now))
    const isReady = sandbox.state === 'ready'
    this.#meters.hidden = !isReady || page.usage === undefined
    this.#reset.hidden = !isReady
    this.#extend.hidden = !isReady
    const isExtensible = isReady && sandbox.ending?.extensible === true
    this.#extend.disabled = !isExtensible
    this.#extend.title = isExtensible ? '' : phrase('sandbox.extend-later')
  }

  #showUsage({ memory, disk }: Usage): void {
    this.#memory.show(memory)
    this.#disk.show(disk)
    this.#show()
  }

  async #askReset(): Promise<void> {
    this.#place.querySelector<HTMLElement>('[popover]')?.hidePopover()
    if (await confirmReset()) pageClient.reset()
  }
}

/** What has not changed is not written: a screen reader would read it again. */
function setText(element: HTMLElement, words: string): void {
  if (element.textContent !== words) element.textContent = words
}

function button(action: string, label: string, press: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = label
  made.dataset['action'] = action
  made.addEventListener('click', press)
  return made
}
