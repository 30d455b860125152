import type { ShownTerminal } from '../../protocol/workshop-messages.ts'
import type { Clock } from '../common/clock.ts'
import { type CurrentScreen, FollowBroadcast, type KeptOutput } from './follow-broadcast.ts'
import { LastCommand } from './last-command.ts'
import type { PageLink } from './workshop-page.ts'

/** A terminal that can be shown: `Terminal` of the sessions fits. */
export interface FollowedTerminal extends KeptOutput {
  spectate(spectator: { printed(): void; resized(): void; ended(): void }): () => void
}

export interface ShowRequest {
  /** Who shows it, by name. */
  readonly host: string
  /** The terminal's name within the host's sandbox. */
  readonly name: string
  readonly terminal: FollowedTerminal
  readonly screen: CurrentScreen
  /** Of the shell's own marks. */
  readonly secret: string
}

export interface FollowMeOptions {
  readonly clock: Clock
  /** Told when another terminal is shown, or none. */
  readonly onChange: () => void
  readonly onFault: (error: unknown) => void
}

/** The terminal of a host that the pages of a workshop show: one at a time. */
export class FollowMe {
  readonly #options: FollowMeOptions
  /** Pages that have asked for what is shown. */
  readonly #wanting = new Set<PageLink>()
  #shown: (ShownTerminal & { readonly broadcast: FollowBroadcast }) | undefined
  #stop: (() => void) | undefined

  constructor(options: FollowMeOptions) {
    this.#options = options
  }

  /** Null: none. */
  get shown(): ShownTerminal | null {
    if (this.#shown === undefined) return null
    const { host, terminal, since } = this.#shown
    return { host, terminal, since }
  }

  /** Shows a terminal from now on, in the place of the one before. */
  show({ host, name, terminal, screen, secret }: ShowRequest): void {
    this.#end()
    const { clock, onFault } = this.#options
    const commands = new LastCommand(terminal, secret, () => screen.size.columns)
    const broadcast = new FollowBroadcast({
      from: host,
      output: terminal,
      screen,
      command: () => commands.read(),
      clock,
      onFault,
    })
    this.#shown = { host, terminal: name, since: clock.date(), broadcast }
    this.#stop = terminal.spectate({
      printed: () => broadcast.printed(),
      resized: () => broadcast.resized(),
      ended: () => this.end(),
    })
    for (const page of this.#wanting) broadcast.join(page)
    this.#options.onChange()
  }

  /** Shows none from now on. */
  end(): void {
    if (this.#shown === undefined) return
    this.#end()
    this.#options.onChange()
  }

  /** A page asks for what is shown, or wants it no longer. */
  want(page: PageLink, isWanted: boolean): void {
    if (isWanted) {
      this.#wanting.add(page)
      this.#shown?.broadcast.join(page)
    } else this.leave(page)
  }

  /** The page is gone, or wants nothing more. */
  leave(page: PageLink): void {
    this.#wanting.delete(page)
    this.#shown?.broadcast.leave(page)
  }

  #end(): void {
    this.#stop?.()
    this.#shown?.broadcast[Symbol.dispose]()
    this.#stop = undefined
    this.#shown = undefined
  }
}
