/** What a block is doing; its stylesheet and its status line follow from it. */
export type BlockState =
  | { readonly name: 'recorded' }
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
      return 'Recorded output. Press Run to try it yourself.'
    case 'running': {
      const seconds = Math.floor((now - state.since) / 1000)
      return seconds < 1 ? 'Running' : `Running for ${formatSeconds(seconds)}`
    }
    case 'idle':
      return idleWords(state.exit)
    case 'replayed':
      return state.words === undefined
        ? 'This is a recording: there is no live server here.'
        : `This is a recording. ${state.words}`
    case 'reconnecting': {
      const lost = 'Connection lost. Reconnecting; your shell keeps running.'
      if (state.characters === 0) return lost
      return `${lost} ${countKeys(state.characters, 'waits', 'wait')} for the connection.`
    }
    case 'sending':
      return `${countKeys(state.characters, 'is', 'are')} on the way to your shell. Stop takes back what it does not have yet.`
    default:
      return state.words
  }
}

function countKeys(count: number, singular: string, plural: string): string {
  return count === 1 ? `1 key ${singular}` : `${count.toLocaleString('en')} keys ${plural}`
}

function idleWords(exit: CommandExit | undefined): string {
  if (exit === undefined) return 'Your turn: the shell waits for a command.'
  const time = exit.milliseconds === undefined ? '' : ` ${formatTime(exit.milliseconds)}`
  if (exit.status === 0) return `Finished${time}`
  // 128 + 2: how a shell reports a command that SIGINT ended.
  if (exit.status === 130) return `Stopped${time}`
  if (exit.isMeant) return `Ended with exit status ${exit.status}${time}, as expected`
  return `Failed with exit status ${exit.status ?? 'unknown'}${time}`
}

/** A time that nobody notices has no number; a short one has two significant digits. */
function formatTime(milliseconds: number): string {
  if (milliseconds < UNNOTICED_MILLISECONDS) return 'at once'
  const seconds = milliseconds / 1000
  if (seconds < 9.95) return `after ${seconds.toFixed(seconds < 0.995 ? 2 : 1)} s`
  return `after ${formatSeconds(Math.round(seconds))}`
}

function formatSeconds(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
