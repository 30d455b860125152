import type { JoinTrouble, OpenInvitation, TakenSeat } from '../../protocol/join-messages.ts'
import { readName } from '../../protocol/person-name.ts'
import { phrase } from '../../words/phrase.ts'
import { join, Refusal } from '../membership/ask-server.ts'
import { troubleSentence } from '../membership/trouble-words.ts'
import { Step } from './step.ts'
import { localeOf, openingWords } from './when.ts'

export interface DetailsEvents {
  readonly joined: (seat: TakenSeat) => void
  /** The reader has another code. */
  readonly back: () => void
}

/** What the workshop is, and who joins it with which consent. */
export class DetailsStep extends Step {
  readonly #events: DetailsEvents
  #code = ''
  #invitation: OpenInvitation | undefined

  constructor(page: HTMLElement, events: DetailsEvents) {
    super(page, 'details')
    this.#events = events
    this.form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#join()
    })
    this.part('back').addEventListener('click', () => events.back())
    this.part('suggestion').addEventListener('click', ({ currentTarget }) => {
      this.field('name').value = (currentTarget as HTMLElement).dataset['name'] ?? ''
      this.#join()
    })
  }

  open(code: string, invitation: OpenInvitation): void {
    this.#code = code
    this.#invitation = invitation
    const { title, groups, seats, taken, keepDays } = invitation
    const locale = localeOf(document.documentElement.lang, navigator.languages)
    this.part('title').textContent = title
    this.part('when').textContent = openingWords(invitation, { locale }) ?? ''
    this.part('seats').textContent =
      taken < seats
        ? phrase('join.seats', { taken, seats })
        : phrase('join.all-taken', { count: seats })
    this.part('groups').hidden = groups.length === 0
    const none = new Option(phrase('join.no-group'), '')
    this.field('group').replaceChildren(none, ...groups.map((name) => new Option(name, name)))
    this.part('thumbnail').hidden = !invitation.asksThumbnail
    // Off unless the reader says yes here, whatever the browser remembers of an earlier visit.
    this.field('thumbnail').checked = false
    this.part('told').textContent = invitation.recordsCommands
      ? phrase('join.told-commands')
      : phrase('join.told')
    this.part('kept').textContent = phrase('join.kept', { count: keepDays })
    this.#suggest(undefined)
    this.show()
    this.focus()
  }

  async #join(): Promise<void> {
    const typed = this.field('name').value
    const read = readName(typed)
    this.#suggest(undefined)
    if ('trouble' in read) return this.refuse('name', troubleSentence(`name-${read.trouble}`))
    await this.during(async () => {
      try {
        const group = this.field('group').value
        const seat = await join({
          code: this.#code,
          name: read.name,
          ...(group !== '' && { group }),
          hasThumbnail: this.#invitation?.asksThumbnail === true && this.field('thumbnail').checked,
        })
        this.#events.joined(seat)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        this.#say(error.refusal)
      }
    })
  }

  #say({ trouble, suggestion }: Refusal['refusal'] & { suggestion?: string | undefined }): void {
    if (trouble === 'name-taken' && suggestion !== undefined) {
      this.refuse('name', phrase('join.name-taken-but', { suggestion }))
      this.#suggest(suggestion)
    } else {
      this.refuse(fieldOf(trouble), troubleSentence(trouble))
    }
  }

  #suggest(name: string | undefined): void {
    const button = this.part('suggestion')
    button.hidden = name === undefined
    if (name === undefined) return
    button.dataset['name'] = name
    button.textContent = phrase('join.take-suggestion', { suggestion: name })
  }
}

function fieldOf(trouble: JoinTrouble | 'unreachable'): 'group' | 'name' {
  return trouble === 'group-unknown' ? 'group' : 'name'
}
