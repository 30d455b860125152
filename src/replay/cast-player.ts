import type { Cast } from './cast.ts'

export type CastState = 'playing' | 'paused' | 'ended'

export interface CastPlayerEvents {
  readonly onOutput: (text: string) => void
  /** It begins anew: what it showed is to go. */
  readonly onRestart: () => void
  readonly onState: (state: CastState) => void
}

/** Plays a recording back in its own time, or a multiple of it. */
export class CastPlayer {
  readonly #cast: Cast
  readonly #events: CastPlayerEvents
  #state: CastState = 'paused'
  /** The event that comes next. */
  #next = 0
  /** In the recording's own milliseconds, when `#since` was taken. */
  #position = 0
  #since = 0
  #speed = 1
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(cast: Cast, events: CastPlayerEvents) {
    this.#cast = cast
    this.#events = events
  }

  get speed(): number {
    return this.#speed
  }

  /** Goes on, or begins anew after the end. */
  play(): void {
    if (this.#state === 'playing') return
    if (this.#state === 'ended') {
      this.#next = 0
      this.#position = 0
      this.#events.onRestart()
    }
    this.#set('playing')
    this.#wait()
  }

  pause(): void {
    if (this.#state !== 'playing') return
    this.#stopClock()
    this.#set('paused')
  }

  /** @param speed 2 plays twice as fast as it was recorded. */
  setSpeed(speed: number): void {
    const isPlaying = this.#state === 'playing'
    if (isPlaying) this.#stopClock()
    this.#speed = speed
    if (isPlaying) this.#wait()
  }

  /** Shows the rest at once. */
  skipToEnd(): void {
    this.#stopClock()
    this.#showUntil(Number.POSITIVE_INFINITY)
    this.#set('ended')
  }

  /** Shows nothing more. */
  stop(): void {
    clearTimeout(this.#timer)
  }

  #wait(): void {
    const event = this.#cast.events[this.#next]
    if (event === undefined) {
      this.#set('ended')
      return
    }
    this.#since = performance.now()
    const milliseconds = (event.at - this.#position) / this.#speed
    this.#timer = setTimeout(() => {
      this.#position = event.at
      this.#showUntil(event.at)
      this.#wait()
    }, milliseconds)
  }

  #stopClock(): void {
    clearTimeout(this.#timer)
    if (this.#state === 'playing') {
      this.#position += (performance.now() - this.#since) * this.#speed
    }
  }

  #showUntil(at: number): void {
    const { events } = this.#cast
    let text = ''
    for (let event = events[this.#next]; event && event.at <= at; event = events[this.#next]) {
      text += event.text
      this.#next += 1
    }
    if (text !== '') this.#events.onOutput(text)
  }

  #set(state: CastState): void {
    this.#state = state
    this.#events.onState(state)
  }
}
