import { phrase } from '../../words/phrase.ts'
import { adoptStyles } from '../page/adopt-styles.ts'
import type { CastPlayer, CastState } from './cast-player.ts'
import styles from './replay-bar.css?inline'

/** How many times as fast as it was recorded, in the order in which the button goes through them. */
const SPEEDS: readonly number[] = [1, 2, 4]

const PLAY_LABELS: Readonly<Record<CastState, string>> = {
  playing: phrase('replay.pause'),
  paused: phrase('replay.play'),
  ended: phrase('replay.again'),
}

/** The buttons of a recording: play or pause, how fast, and straight to the end. */
export class ReplayBar {
  readonly #bar = document.createElement('div')
  readonly #play: HTMLButtonElement
  readonly #speed: HTMLButtonElement
  readonly #skip: HTMLButtonElement
  #state: CastState = 'paused'

  /**
   * @param place what it stands in, as its last child.
   * @param engine that was recorded, where it is known.
   */
  constructor(place: HTMLElement, player: CastPlayer, engine: string | undefined) {
    adoptStyles(styles)
    this.#bar.className = 'replay-bar'
    this.#bar.role = 'toolbar'
    this.#bar.ariaLabel = phrase('replay.label')
    this.#play = button(PLAY_LABELS.paused, () => {
      if (this.#state === 'playing') player.pause()
      else player.play()
    })
    this.#speed = button('', () => {
      player.setSpeed(nextSpeed(player.speed))
      this.#showSpeed(player.speed)
    })
    this.#skip = button(phrase('replay.skip'), () => player.skipToEnd())
    this.#showSpeed(player.speed)
    this.#bar.append(this.#play, this.#speed, this.#skip)
    if (engine !== undefined) this.#bar.append(note(phrase('replay.engine', { engine })))
    place.append(this.#bar)
  }

  focus(): void {
    this.#play.focus()
  }

  show(state: CastState): void {
    this.#state = state
    this.#play.textContent = PLAY_LABELS[state]
    const hadFocus = document.activeElement === this.#skip
    this.#skip.hidden = state === 'ended'
    if (hadFocus && this.#skip.hidden) this.focus()
  }

  remove(): void {
    this.#bar.remove()
  }

  #showSpeed(speed: number): void {
    this.#speed.textContent = `${speed}×`
    this.#speed.ariaLabel = phrase('replay.speed', { speed })
  }
}

function nextSpeed(speed: number): number {
  const next = SPEEDS.indexOf(speed) + 1
  return SPEEDS[next % SPEEDS.length] as number
}

function note(words: string): HTMLElement {
  const element = document.createElement('p')
  element.textContent = words
  return element
}

function button(label: string, onPress: () => void): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = label
  element.addEventListener('click', onPress)
  return element
}
