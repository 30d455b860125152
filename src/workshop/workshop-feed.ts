import type { ConnectionStatus } from '../../protocol/client.ts'
import {
  type WorkshopNews,
  type WorkshopState,
  workshopNews,
} from '../../protocol/workshop-messages.ts'

type News<Kind extends WorkshopNews['news']> = Extract<WorkshopNews, { news: Kind }>

/** Why a reader is no longer in the workshop. `over`: it has closed. `none`: nobody said why. */
export type Parting = News<'left'>['reason'] | 'over' | 'none'

/** How this page is with the workshop. */
export type Standing = 'joining' | 'in' | Parting

/** A part of the page that shows something of the workshop, or tells it something. */
export interface WorkshopPart {
  /** @param state undefined once the reader is no longer in the workshop. */
  state?(state: WorkshopState | undefined): void
  standing?(standing: Standing): void
  /** Told of each connection that is made or lost; whoever tells the workshop something tells it anew. */
  connection?(isConnected: boolean): void
  message?(message: News<'message'>): void
  handSeen?(from: string): void
  presence?(here: Readonly<Record<string, number>>): void
  /** The host's terminal that is shown, or the last command in it. */
  screen?(screen: News<'screen'>): void
  command?(command: News<'command'>): void
}

/** Takes the workshop's news, and gives each part of the page what it shows. */
export class WorkshopFeed {
  readonly #parts: readonly WorkshopPart[]
  #standing: Standing = 'joining'
  #isConnected = false

  constructor(parts: readonly WorkshopPart[]) {
    this.#parts = parts
  }

  /** @param news as it came; what this page does not understand is left alone. */
  hear(news: unknown): void {
    const { data } = workshopNews.safeParse(news)
    if (data === undefined) return
    switch (data.news) {
      case 'state':
        this.#take(data.state)
        return
      case 'left':
        this.#end(data.reason)
        return
      case 'none':
        // What was said of the parting says more.
        if (this.#isIn) this.#end('none')
        return
      case 'message':
        for (const part of this.#parts) part.message?.(data)
        return
      case 'hand-seen':
        for (const part of this.#parts) part.handSeen?.(data.from)
        return
      case 'presence':
        for (const part of this.#parts) part.presence?.(data.here)
        return
      case 'screen':
        for (const part of this.#parts) part.screen?.(data)
        return
      case 'command':
        for (const part of this.#parts) part.command?.(data)
    }
  }

  connection(status: ConnectionStatus): void {
    const isConnected = status === 'connected'
    if (isConnected === this.#isConnected) return
    this.#isConnected = isConnected
    for (const part of this.#parts) part.connection?.(isConnected)
  }

  /** This browser has left the workshop, perhaps in another tab. */
  leave(): void {
    if (this.#isIn) this.#end('left')
  }

  #take(state: WorkshopState): void {
    if (state.phase === 'closed') {
      this.#end('over')
    } else {
      for (const part of this.#parts) part.state?.(state)
      this.#stand('in')
    }
  }

  get #isIn(): boolean {
    return this.#standing === 'in' || this.#standing === 'joining'
  }

  #end(parting: Parting): void {
    for (const part of this.#parts) part.state?.(undefined)
    this.#stand(parting)
  }

  #stand(standing: Standing): void {
    if (standing === this.#standing) return
    this.#standing = standing
    for (const part of this.#parts) part.standing?.(standing)
  }
}
