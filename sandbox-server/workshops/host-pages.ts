import type { WorkshopAct } from '../../protocol/workshop-messages.ts'
import type { Session } from '../sessions/session.ts'
import type { Workshop } from './workshop.ts'
import { WorkshopError } from './workshop-error.ts'
import type { PageLink, WorkshopPage } from './workshop-page.ts'

/** Whose own a session is, and which workshop that host's board shows. */
interface OwnSession {
  readonly host: string
  readonly workshop: Workshop
}

/** Pages of sessions that sit in no workshop: one may be a host's own, or become that. */
export class HostPages {
  readonly #owners = new Map<string, OwnSession>()
  readonly #pages = new Map<string, Set<PageLink>>()

  /** A board of the host has shown that the session is the host's own. */
  claim(session: string, owner: OwnSession): void {
    const before = this.#owners.get(session)
    if (before?.host === owner.host && before.workshop === owner.workshop) return
    const pages = this.#pages.get(session) ?? []
    for (const page of pages) before?.workshop.leaveAsHost(page)
    this.#owners.set(session, owner)
    for (const page of pages) owner.workshop.enterAsHost(owner.host, page)
  }

  /** @returns whose own a session is; undefined where it is no host's. */
  ownerOf(session: string): OwnSession | undefined {
    return this.#owners.get(session)
  }

  /** The host is no longer here: the host's pages read on as those of any reader. */
  release(host: string, workshop: Workshop): void {
    for (const [session, owner] of this.#owners) {
      if (owner.host !== host || owner.workshop !== workshop) continue
      this.#owners.delete(session)
      for (const page of this.#pages.get(session) ?? []) {
        workshop.leaveAsHost(page)
        page.tell({ news: 'none' })
      }
    }
  }

  /** A page connects. */
  enter(session: Session, link: PageLink): WorkshopPage {
    const { id } = session
    const pages = this.#pages.get(id) ?? new Set()
    this.#pages.set(id, pages.add(link))
    const owner = this.#owners.get(id)
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

  #hear(session: Session, link: PageLink, act: WorkshopAct): void {
    const owner = this.#owners.get(session.id)
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
