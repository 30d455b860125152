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

/**
 * `blitz:command`, on the document: a command that runs in a terminal while this page is looked at
 * has begun, or has ended. `status` is undefined until it has ended, and null where the shell gave none.
 */
export type CommandEvent = CustomEvent<{
  /** Full name of the terminal's block. */
  readonly block: string
  readonly command: string
  readonly status: number | null | undefined
}>

export const COMMAND_EVENT = 'blitz:command'
