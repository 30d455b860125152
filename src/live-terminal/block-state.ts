import { phrase } from '../../words/phrase.ts'

/** What a block is doing; its stylesheet and its status line follow from it. */
export type BlockState =
  /** `isEmpty`: the page has no output of it. */
  | { readonly name: 'recorded'; readonly isEmpty?: boolean }
  | { readonly name: 'starting'; readonly words: string }
  /** Run was pressed, and a sandbox is waited for in a line. */
  | { readonly name: 'queued'; readonly words: string }
  | { readonly name: 'running'; readonly since: number }
  /** The shell waits at its prompt; `exit` is of the last command, with the time of the whole Run. */
  | { readonly name: 'idle'; readonly exit?: CommandExit }
  /** `characters`: typed meanwhile, and kept. */
  | { readonly name: 'reconnecting'; readonly characters: number }
  /** Typed characters are on their way to the shell, and take longer than usual. */
  | { readonly name: 'sending'; readonly characters: number }
  /** No shell any more; `words` say why and what to do. */
  | { readonly name: 'ended'; readonly words: string }
  | { readonly name: 'gone'; readonly words: string }
  | { readonly name: 'offline'; readonly words: string }
  /** The recording is played in the terminal's place: there is no live server, or `words` say why. */
  | { readonly name: 'replayed'; readonly words?: string }

export interface CommandExit {
  readonly status: number | null
  /** Absent where the command was not timed here. */
  readonly milliseconds?: number
  /** It failed, and the chapter shows that it does. */
  readonly isMeant?: boolean
}

/** Below this a command seems to end at once. */
const UNNOTICED_MILLISECONDS = 50

/** The value of `data-state` for a block's state, as `terminal.css` names them. */
export function stateAttribute(state: BlockState): string {
  if (state.name === 'ended') return 'finished'
  if (state.name !== 'idle') return state.name
  const { exit } = state
  return exit === undefined || exit.status === 0 || exit.isMeant ? 'finished' : 'failed'
}

/** The words of a block's state, for the eye and the screen reader alike. */
export function stateWords(state: BlockState, now: number): string {
  switch (state.name) {
    case 'recorded':
      return state.isEmpty ? phrase('block.unrecorded') : phrase('block.recorded')
    case 'running': {
      const seconds = Math.floor((now - state.since) / 1000)
      return seconds < 1
        ? phrase('block.running')
        : phrase('block.running-for', { time: formatSeconds(seconds) })
    }
    case 'idle':
      return idleWords(state.exit)
    case 'replayed':
      return state.words === undefined
        ? phrase('block.replayed')
        : phrase('block.replayed-because', { reason: state.words })
    case 'reconnecting': {
      const lost = phrase('block.connection-lost')
      const count = state.characters
      if (count === 0) return lost
      return `${lost} ${phrase('block.keys-wait', { count, number: formatCount(count) })}`
    }
    case 'sending': {
      const count = state.characters
      return phrase('block.keys-on-the-way', { count, number: formatCount(count) })
    }
    default:
      return state.words
  }
}

function formatCount(count: number): string {
  return count.toLocaleString(phrase('language.tag'))
}

function idleWords(exit: CommandExit | undefined): string {
  if (exit === undefined) return phrase('block.your-turn')
  const when = exit.milliseconds === undefined ? '' : ` ${formatTime(exit.milliseconds)}`
  if (exit.status === 0) return phrase('block.finished', { when })
  // 128 + 2: how a shell reports a command that SIGINT ended.
  if (exit.status === 130) return phrase('block.stopped', { when })
  const status = exit.status ?? phrase('block.status-unknown')
  return exit.isMeant
    ? phrase('block.failed-as-expected', { status, when })
    : phrase('block.failed', { status, when })
}

/** A time that nobody notices has no number; a short one has two significant digits. */
function formatTime(milliseconds: number): string {
  if (milliseconds < UNNOTICED_MILLISECONDS) return phrase('block.at-once')
  const seconds = milliseconds / 1000
  if (seconds >= 9.95) return phrase('block.after', { time: formatSeconds(Math.round(seconds)) })
  const shown = seconds.toFixed(seconds < 0.995 ? 2 : 1)
  const number = shown.replace('.', phrase('language.decimal-mark'))
  return phrase('block.after', { time: phrase('block.seconds', { number }) })
}

function formatSeconds(seconds: number): string {
  return seconds < 60
    ? phrase('block.seconds', { number: seconds })
    : phrase('block.minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
}
