/**
 * `blitz:ran`, on a `<live-terminal>`: its commands have ended, which Run typed or a reader was
 * caught up with. It bubbles.
 */
export type RanEvent = CustomEvent<{
  readonly block: string
  /** Exit status of the last command that was typed; null where the shell did not say. */
  readonly status: number | null
}>

export function ranEvent(block: string, status: number | null): RanEvent {
  return new CustomEvent('blitz:ran', { bubbles: true, detail: { block, status } })
}

/** On a terminal of the page: a command has ended in it, whoever typed it. It bubbles. */
export const COMMAND_ENDED_EVENT = 'blitz:command-ended'
