import { phrase } from '../../words/phrase.ts'
import { membership } from '../membership/membership.ts'
import { forgetPastSeat, type PastSeat, pastSeats } from '../membership/past-seats.ts'

/** On the join page: a way to what earlier workshops keep of the reader, who has left them. */
export class PastSeatsList {
  readonly element = document.createElement('section')
  readonly #list = document.createElement('ul')
  readonly #status = document.createElement('p')

  constructor() {
    this.element.className = 'join-past'
    const head = document.createElement('h2')
    head.id = 'join-past'
    head.textContent = phrase('join.past')
    this.element.setAttribute('aria-labelledby', head.id)
    this.#status.role = 'status'
    this.element.append(head, this.#list, this.#status)
    this.#paint()
  }

  #paint(): void {
    const seats = pastSeats().filter((seat) => !isHere(seat))
    this.element.hidden = seats.length === 0 && this.#status.textContent === ''
    this.#list.replaceChildren(
      ...seats.map((seat) => {
        const item = document.createElement('li')
        const show = document.createElement('button')
        show.type = 'button'
        show.className = 'join-other'
        show.textContent = phrase('join.past-show', { title: seat.title, name: seat.name })
        show.addEventListener('click', () => this.#show(seat))
        item.append(show)
        return item
      }),
    )
  }

  async #show({ token }: PastSeat): Promise<void> {
    this.#status.textContent = ''
    try {
      const { openMineDialog } = await import('../take-home/mine-dialog.ts')
      await openMineDialog({
        token,
        gone: () => {
          forgetPastSeat(token)
          this.#status.textContent = phrase('join.past-gone')
          this.#paint()
        },
      })
    } catch {
      this.#status.textContent = phrase('workshop.not-loaded')
    }
  }
}

/** The menu of the workshop's own bar shows what is kept of the seat that this browser has now. */
function isHere({ workshop, name }: PastSeat): boolean {
  const now = membership()
  return now !== undefined && now.workshop === workshop && now.name === name
}
