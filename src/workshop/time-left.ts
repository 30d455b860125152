import { phrase } from '../../words/phrase.ts'

/** From here on the seconds are counted. */
const COUNTED_SECONDS = 5 * 60

/** @param seconds until the workshop closes. */
export function timeLeftWords(seconds: number): string {
  const left = Math.max(0, Math.ceil(seconds))
  if (left < COUNTED_SECONDS) {
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
    return phrase('workshop.left', { time })
  }
  const minutes = Math.ceil(left / 60)
  const hours = Math.floor(minutes / 60)
  return phrase('workshop.left', {
    time:
      hours === 0
        ? phrase('sandbox.minutes', { minutes })
        : phrase('sandbox.hours-minutes', { hours, minutes: minutes % 60 }),
  })
}

/** Counts down, by the page's own clock, from what the server told last. */
export class TimeLeft {
  readonly element = document.createElement('span')
  readonly #said: (words: string) => void
  #endsAt: number | undefined
  #wasNear = true

  /** @param say tells a screen reader, once, that the end is near. */
  constructor(say: (words: string) => void) {
    this.#said = say
    this.element.className = 'workshop-time'
    this.element.role = 'timer'
    setInterval(() => this.#show(), 1000)
  }

  /** @param seconds null where no end is set. */
  tell(seconds: number | null): void {
    this.#endsAt = seconds === null ? undefined : performance.now() + seconds * 1000
    this.#wasNear = seconds === null || seconds < COUNTED_SECONDS
    this.#show()
  }

  #show(): void {
    if (this.#endsAt === undefined) {
      this.element.textContent = ''
      return
    }
    const seconds = (this.#endsAt - performance.now()) / 1000
    this.element.textContent = timeLeftWords(seconds)
    const isNear = seconds < COUNTED_SECONDS
    if (isNear && !this.#wasNear) this.#said(phrase('workshop.near-end'))
    this.#wasNear = isNear
  }
}
