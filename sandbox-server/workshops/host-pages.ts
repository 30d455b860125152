import type { WorkshopAct } from '../../protocol/workshop-messages.ts'
import type { Session } from '../sessions/session.ts'
import type { Workshop } from './workshop.ts'
import { WorkshopError } from './workshop-error.ts'
import type { PageLink, WorkshopPage } from './workshop-page.ts'

/** Whose own a session is, and which workshop that host's board shows. */
interface OwnSession {
  readonly host: string
  readonly workshop: Workshop
  /** Whether the token with which the board was opened is still good. */
  readonly isStillHost: () => boolean
}

/** Pages of sessions that sit in no workshop: one may be a host's own, or become that. */
export class HostPages {
  readonly #owners = new Map<string, OwnSession>()
  readonly #pages = new Map<string, Set<PageLink>>()

  /** A board of the host has shown that the session is the host's own. */
  claim(session: string, owner: OwnSession): void {
    const before = this.#owners.get(session)
    this.#owners.set(session, owner)
    if (before?.host === owner.host && before.workshop === owner.workshop) return
    const pages = this.#pages.get(session) ?? []
    for (const page of pages) before?.workshop.leaveAsHost(page)
    for (const page of pages) owner.workshop.enterAsHost(owner.host, page)
  }

  /** @returns whose own a session is; undefined where it is no host's. */
  ownerOf(session: string): OwnSession | undefined {
    const owner = this.#owners.get(session)
    if (owner === undefined || owner.isStillHost()) return owner
    this.#release(session, owner)
    return undefined
  }

  /** The host is no longer here: the host's pages read on as those of any reader. */
  release(host: string, workshop: Workshop): void {
    for (const [session, owner] of this.#owners) {
      if (owner.host === host && owner.workshop === workshop) this.#release(session, owner)
    }
  }

  /** The same for all whose tokens are no longer good. */
  releaseRevoked(): void {
    for (const session of [...this.#owners.keys()]) this.ownerOf(session)
  }

  /** A page connects. */
  enter(session: Session, link: PageLink): WorkshopPage {
    const { id } = session
    const pages = this.#pages.get(id) ?? new Set()
    this.#pages.set(id, pages.add(link))
    const owner = this.ownerOf(id)
    owner?.workshop.enterAsHost(owner.host, link)
    return {
      hear: (act) => this.#hear(session, link, act),
      [Symbol.dispose]: () => {
        pages.delete(link)
        if (pages.size === 0) this.#pages.delete(id)
        this.#owners.get(id)?.workshop.leaveAsHost(link)
      },
    }
  }

  #release(session: string, { workshop }: OwnSession): void {
    this.#owners.delete(session)
    for (const page of this.#pages.get(session) ?? []) {
      workshop.leaveAsHost(page)
      page.tell({ news: 'none' })
    }
  }

  #hear(session: Session, link: PageLink, act: WorkshopAct): void {
    const owner = this.ownerOf(session.id)
    if (owner === undefined) {
      link.tell({ news: 'none' })
      return
    }
    const { host, workshop } = owner
    switch (act.act) {
      case 'at':
        if (act.isSeen) workshop.lead.at(host, act.position)
        return
      case 'follow':
        workshop.lead.follow.want(link, act.isWanted)
        return
      case 'show':
        workshop.acted(host, act)
        showOwn(workshop, host, act.terminal, session)
    }
  }
}

/** Where the terminal has ended meanwhile, the page says so already. */
function showOwn(workshop: Workshop, host: string, name: string | null, session: Session): void {
  try {
    workshop.lead.show(host, name, session)
  } catch (error) {
    if (!(error instanceof WorkshopError)) throw error
  }
}
