import type { BoardAct, WorkshopPlan } from '../../protocol/board-messages.ts'
import type { CloseName } from '../../protocol/close-codes.ts'
import { MAXIMUM_NAME_LENGTH } from '../../protocol/limits.ts'
import { phrase } from '../../words/phrase.ts'
import { make } from '../elements/element.ts'
import { TOKEN_KEY } from '../page/client-loaded.ts'
import { failureSentence } from '../page/failure-sentences.ts'
import { keepHostToken, refuseHostToken } from '../page/host-token.ts'
import { siteStorage } from '../storage/browser-storage.ts'
import { ActNotices } from './act-notices.ts'
import { ask } from './ask.ts'
import { BoardClient, type BoardConnection } from './board-client.ts'
import type { ActResult, BoardContext, LookWatcher } from './board-context.ts'
import { BoardState } from './board-state.ts'
import { ConnectionLine } from './connection-line.ts'
import { loadChapters } from './course-chapters.ts'
import { showHostLink } from './host-link.ts'
import { openBoardSocket } from './open-board-socket.ts'
import { ActError } from './pending-acts.ts'
import { NEW_PLAN, nameFor, textsOf } from './plan-fields.ts'
import { Room } from './room.ts'
import { WorkshopForm } from './workshop-form.ts'
import { WorkshopList } from './workshop-list.ts'

/** How often what depends on the time is painted anew, in milliseconds. */
const TICK_MILLISECONDS = 1000

/** Ticks after which all tiles are painted anew: minutes, and who is stuck. */
const TICKS_OF_TILES = 5

/** The part of the address that names the workshop which is shown. */
const WORKSHOP = 'workshop'

/**
 * Shows the board in `place`.
 * @returns a sentence, once the server does not take the token, or the page, any more.
 */
export function openBoard(place: HTMLElement, token: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const board = new Board(place, token, (reason) => {
    board.dispose()
    resolve(reason)
  })
  return promise
}

class Board implements BoardContext {
  readonly state = new BoardState()
  readonly client: BoardClient
  readonly #place: HTMLElement
  readonly #token: string
  readonly #end: (reason: string) => void
  readonly #notices = new ActNotices()
  readonly #line = new ConnectionLine()
  readonly #view = make('div', { className: 'board-view' })
  readonly #list: WorkshopList
  #lookWatcher: LookWatcher | undefined
  readonly #gone = new AbortController()
  /** Whether the server has taken the token. */
  #isAccepted = false
  #room: Room | undefined
  #watched: string | undefined
  #course: string | undefined
  #frame: number | undefined
  #ticks = 0

  constructor(place: HTMLElement, token: string, end: (reason: string) => void) {
    this.#place = place
    this.#token = token
    this.#end = end
    this.#list = new WorkshopList({
      open: (workshop) => this.#go(workshop),
      makeNew: () => this.#showForm(undefined),
      inviteHost: () => this.#inviteHost(),
      forget: () => {
        keepHostToken(undefined)
        this.#end(phrase('board.forgotten'))
      },
    })
    const waits = make('p', { textContent: phrase('board.connecting') })
    this.#view.append(waits)
    place.replaceChildren(this.#line.element, this.#view, this.#notices.element)
    this.client = new BoardClient({
      connect: openBoardSocket,
      token,
      reader: () => siteStorage.get(TOKEN_KEY),
      unanswered: { notConnected: phrase('board.not-connected'), lost: phrase('board.act-lost') },
      onConnection: (connection) => this.#connection(connection),
      onMessage: (message) => {
        if (message.type === 'screen') this.#lookWatcher?.screen(message)
        else this.state.apply(message)
        this.#paintSoon()
      },
      onFrame: (frame) => this.#lookWatcher?.frame(frame),
    })
    this.#listen()
  }

  dispose(): void {
    this.#gone.abort()
    this.client.dispose()
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
    this.#place.replaceChildren()
  }

  async act(act: BoardAct, doneWords?: string): Promise<ActResult> {
    const result = await this.#do(this.#watched ?? '', act)
    if (!result.isDone) this.#notices.refused(result.error.message)
    else if (doneWords !== undefined) this.#notices.done(doneWords)
    return result
  }

  watchLooks(watcher: LookWatcher): void {
    this.#lookWatcher = watcher
  }

  async #do(workshop: string, act: BoardAct): Promise<ActResult> {
    try {
      return { isDone: true, answer: await this.client.act(workshop, act) }
    } catch (error) {
      if (!(error instanceof ActError)) throw error
      return { isDone: false, error }
    }
  }

  #listen(): void {
    const { signal } = this.#gone
    const timer = setInterval(() => this.#tick(), TICK_MILLISECONDS)
    signal.addEventListener('abort', () => clearInterval(timer))
    for (const event of ['online', 'pageshow']) {
      addEventListener(event, () => this.client.check(), { signal })
    }
    document.addEventListener(
      'visibilitychange',
      () => {
        if (!document.hidden) this.client.check()
      },
      { signal },
    )
    addEventListener('popstate', () => this.#move(), { signal })
  }

  #connection(connection: BoardConnection): void {
    this.#line.connection = connection
    this.#place.toggleAttribute('data-stale', connection.state === 'lost')
    // Once: another tab may have been given a newer one meanwhile.
    if (connection.state === 'connected' && !this.#isAccepted) {
      this.#isAccepted = true
      keepHostToken(this.#token)
    }
    if (connection.state === 'connected' && this.#view.dataset['view'] === undefined) {
      this.#follow()
    }
    if (connection.state === 'refused' && !this.#gone.signal.aborted) {
      if (connection.reason === 'tokenRefused') refuseHostToken(this.#token)
      this.#end(refusedSentence(connection.reason))
    }
  }

  #tick(): void {
    this.#line.tick()
    if (document.hidden || this.#room === undefined) return
    if (this.client.isConnected) this.#expectWorkshop(this.#room)
    this.#ticks++
    if (this.#ticks % TICKS_OF_TILES === 0 && this.#view.dataset['view'] === 'room') {
      this.#room.paint()
    }
  }

  /** What the server has told by now is all: a workshop that it did not tell is not there. */
  #expectWorkshop(room: Room): void {
    const { workshop, workshops } = this.state
    const name = this.#watched ?? ''
    const isThere = workshop !== undefined || workshops.some((entry) => entry.workshop === name)
    room.head.missing = isThere ? '' : phrase('board.no-such', { workshop: name })
  }

  #paintSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined
      this.#paint()
    })
  }

  #paint(): void {
    const changes = this.state.takeChanges()
    const { view } = this.#view.dataset
    if (view === 'list') {
      if (changes.parts.has('workshops') || changes.parts.has('host')) this.#list.paint(this.state)
    } else if (view === 'room') {
      this.#room?.paint(changes)
    }
    if (changes.parts.has('workshop')) this.#loadCourse()
  }

  /** The titles of chapters and blocks come from the course's own site. */
  async #loadCourse(): Promise<void> {
    const { workshop } = this.state
    const room = this.#room
    if (workshop === undefined || room === undefined || this.#course === workshop.course) return
    this.#course = workshop.course
    room.chapters = await loadChapters(workshop.course).catch(() => undefined)
    if (room === this.#room) room.paint()
  }

  /** Shows a workshop, or the list, as another entry of the browser's history. */
  #go(workshop: string | undefined): void {
    const url = new URL(location.href)
    if (workshop === undefined) url.searchParams.delete(WORKSHOP)
    else url.searchParams.set(WORKSHOP, workshop)
    history.pushState(null, '', url)
    this.#move()
  }

  /** Shows what the address says. */
  #follow(): void {
    const workshop = new URL(location.href).searchParams.get(WORKSHOP) ?? undefined
    if (workshop !== this.#watched) {
      this.#watched = workshop
      this.state.forgetWorkshop()
      this.#room = undefined
      this.#course = undefined
      this.client.watch(workshop)
    }
    if (workshop === undefined) {
      this.#show('list', this.#list.element)
      this.#list.paint(this.state)
      return
    }
    this.#room ??= new Room(this, {
      back: () => this.#go(undefined),
      change: () => this.#showForm(workshop),
    })
    this.#show('room', this.#room.element)
    this.#room.paint()
  }

  /** Shows it because the host wanted to: the focus goes along. */
  #move(): void {
    this.#follow()
    this.#view.querySelector('h2')?.focus()
  }

  #show(view: 'list' | 'room' | 'form', element: HTMLElement): void {
    this.#view.dataset['view'] = view
    this.#view.replaceChildren(element)
  }

  /** @param workshop undefined: a new one. */
  #showForm(workshop: string | undefined): void {
    const { plan } = this.state
    if (workshop !== undefined && plan === undefined) {
      this.#notices.refused(phrase('board.no-plan'))
      return
    }
    const isNew = workshop === undefined
    const form = new WorkshopForm({
      title: isNew ? phrase('form.new') : phrase('form.change'),
      go: isNew ? phrase('form.new-go') : phrase('form.change-go'),
      texts: isNew || plan === undefined ? NEW_PLAN : textsOf(plan),
      courses: this.state.courses,
      send: (sent) => this.#sendPlan(workshop, sent),
      cancel: () => this.#move(),
    })
    this.#show('form', form.element)
    this.#view.querySelector('h2')?.focus()
  }

  async #sendPlan(workshop: string | undefined, plan: WorkshopPlan): Promise<ActError | undefined> {
    const taken = this.state.workshops.map((entry) => entry.workshop)
    const name = workshop ?? nameFor(plan.title, taken)
    const result = await this.#do(name, { act: 'plan', isNew: workshop === undefined, plan })
    if (!result.isDone) return result.error
    this.#notices.done(phrase('form.done', { title: plan.title }))
    if (workshop === undefined) this.#go(name)
    else this.#move()
    return undefined
  }

  async #inviteHost(): Promise<void> {
    const host = await ask({
      title: phrase('board.invite-host'),
      text: phrase('board.invite-text'),
      label: phrase('board.invite-label'),
      go: phrase('board.invite-go'),
      field: make('input', { type: 'text', maxLength: MAXIMUM_NAME_LENGTH, autocomplete: 'off' }),
    })
    if (host === undefined) return
    const result = await this.#do('', { act: 'invite', host })
    if (!result.isDone) this.#notices.refused(result.error.message)
    else showHostLink(host, result.answer ?? '')
  }
}

function refusedSentence(reason: CloseName): string {
  if (reason === 'tokenRefused') return phrase('board.token-refused')
  if (reason === 'wrongVersion') return phrase('board.wrong-version')
  return failureSentence(reason)
}
