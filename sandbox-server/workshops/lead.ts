import type { Position, ShownTerminal } from '../../protocol/workshop-messages.ts'
import type { Clock } from '../common/clock.ts'
import type { Session } from '../sessions/session.ts'
import { HeadlessScreen } from '../sessions/terminals/headless-screen.ts'
import { FollowMe } from './follow-me.ts'
import { HostsHere } from './hosts-here.ts'
import { WorkshopError } from './workshop-error.ts'

/** Of what was printed since the last screen, what is parsed for the next one: 5 ms of a flood. Bytes. */
const SCREEN_BOUNDS = { longest: 256 * 1024, tail: 64 * 1024 }

export interface LeadOptions {
  readonly clock: Clock
  /** Told that another terminal is shown, or that readers are led elsewhere. */
  readonly onChange: () => void
  /** Told that a host is no longer here. */
  readonly onGone: (host: string) => void
  readonly onFault: (error: unknown) => void
}

/** What a host leads a room by: a terminal that every page shows, and the place where the host is. */
export class Lead {
  readonly follow: FollowMe
  readonly hosts: HostsHere
  readonly #onChange: () => void
  /** Where each host is who is here. */
  readonly #positions = new Map<string, Position>()
  #leading: string | undefined

  constructor({ clock, onChange, onGone, onFault }: LeadOptions) {
    this.#onChange = onChange
    this.follow = new FollowMe({ clock, onChange, onFault })
    this.hosts = new HostsHere({
      clock,
      onGone: (host) => {
        this.leave(host)
        onGone(host)
      },
    })
  }

  /** Null: none. */
  get showing(): ShownTerminal | null {
    return this.follow.shown
  }

  /** The host who leads; null: nobody. */
  get leading(): string | null {
    return this.#leading ?? null
  }

  /** Where the host who leads is; null: nobody leads, or where that host is was not told. */
  get followed(): (Position & { readonly from: string }) | null {
    const position = this.#leading && this.#positions.get(this.#leading)
    return position ? { ...position, from: this.#leading as string } : null
  }

  /**
   * Shows a terminal of the host, or none.
   * @param session of the host. @throws {WorkshopError} where the host has no such terminal.
   */
  show(host: string, name: string | null, session: Session | undefined): void {
    if (name === null) {
      this.follow.end()
      return
    }
    const shell = session?.terminals.find(name)
    const terminal = shell?.living
    if (shell === undefined || terminal === undefined || terminal.hasEnded) {
      throw new WorkshopError(
        `You have no terminal ${name} here. Open it on a page of the course in this browser, and show it then.`,
      )
    }
    const screen = new HeadlessScreen(terminal, SCREEN_BOUNDS)
    this.follow.show({ host, name, terminal, screen, secret: shell.secret })
  }

  /** Readers are led to where the host is, or no longer. The host who said so last is the one. */
  lead(host: string, isLeading: boolean): void {
    this.#leading = isLeading ? host : undefined
    this.#onChange()
  }

  /** A page of the host's own is looked at there. */
  at(host: string, position: Position): void {
    const before = this.#positions.get(host)
    if (before?.chapter === position.chapter && before.block === position.block) return
    this.#positions.set(host, position)
    if (this.#leading === host) this.#onChange()
  }

  /** A host is here no longer: nothing of that host is shown or followed. */
  leave(host: string): void {
    this.#positions.delete(host)
    if (this.#leading === host) this.lead(host, false)
    if (this.showing?.host === host) this.follow.end()
  }

  /** The workshop is over: nothing is shown any more, and nobody leads. */
  end(): void {
    this.#leading = undefined
    this.follow.end()
  }

  /** The server stops. */
  close(): void {
    this.hosts.close()
    this.end()
  }
}
