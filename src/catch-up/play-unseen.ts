import { fillInCommand } from '../../lesson/fill-in-command.ts'
import type { PlayableBlock } from '../../lesson/playable.ts'
import type { TerminalChannel } from '../../protocol/client-channel.ts'
import { CommandPlayer, type Played } from '../../protocol/command-player.ts'
import { PlayedShell } from '../../protocol/played-shell.ts'
import { phrase } from '../../words/phrase.ts'
import { ATTACH_EVENT } from '../page/attach-event.ts'
import { currentValue } from '../page/chosen-values.ts'
import { pageClient } from '../page/page-client.ts'
import { chapterOf, rememberOutcome } from '../page/play-outcome.ts'
import { ranEvent } from '../page/ran-event.ts'
import { rememberDirectory, sandboxMemory } from '../page/sandbox-memory-store.ts'

/** What nobody sees has the width of every terminal, and the height of a usual one. */
const SIZE = { columns: 120, rows: 30 }

/** Time for one block, in milliseconds: longer than the slowest pull. */
const BLOCK_MILLISECONDS = 180_000

/** Time for a prompt that comes in pieces, in milliseconds. */
const PROMPT_MILLISECONDS = 1000

/**
 * Plays a block in the terminal of its own, without a screen. One that goes on is left open, where
 * its block finds it; else the shell ends with the play, unless it was there before or is watched.
 * @returns undefined, or in words what went wrong.
 */
export async function playUnseen(
  block: PlayableBlock,
  signal: AbortSignal,
): Promise<string | undefined> {
  const late = new AbortController()
  const stop = AbortSignal.any([signal, late.signal])
  const play = { ...block, commands: block.commands.map((command) => filledIn(command, block)) }
  const player = new CommandPlayer(play, (data) => channel.write(data))
  const failed = Promise.withResolvers<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const { channel, isNew } = openUnseen(block.name, player, {
    // A sandbox may have to be waited for: that is not the block's time.
    onOpened: () => {
      timer = setTimeout(() => late.abort(), BLOCK_MILLISECONDS)
    },
    onError: failed.resolve,
  })
  const halt = () => {
    if (player.hasBegun) channel.signal('INT')
    player.close()
  }
  stop.addEventListener('abort', halt, { once: true })
  const played = await Promise.race([player.played, failed.promise])
  stop.removeEventListener('abort', halt)
  clearTimeout(timer)
  if (typeof played === 'string') {
    player.close()
    channel.leave()
    return played.replace(/\.$/, '')
  }
  const hasSucceeded = await rememberOutcome(block, played, SIZE.columns)
  if (played.end === 'open') showOnPage(block.name, channel)
  // Its block may have come to it meanwhile, here or in another tab.
  else channel.leave(isNew() ? 'close' : undefined)
  if (hasSucceeded) {
    onPage(block.name)?.dispatchEvent(ranEvent(block.name, played.commands.at(-1)?.status ?? null))
    return undefined
  }
  return late.signal.aborted ? phrase('catch-up.too-long') : failureWords(block, played)
}

function openUnseen(
  terminal: string,
  player: CommandPlayer,
  { onOpened, onError }: { onOpened: () => void; onError: (sentence: string) => void },
) {
  const shell = new PlayedShell()
  const { directory } = sandboxMemory()
  let resumed: boolean | undefined
  let history = 0
  let isCaughtUp = false
  const channel: TerminalChannel = pageClient.open(
    { terminal, ...SIZE, claim: false, ...(directory !== undefined && { directory }) },
    {
      onOpened: (opened) => {
        resumed = opened.resumed
        history = opened.end
        shell.opened(opened.end, opened.secret)
        onOpened()
      },
      onOutput: (bytes, consumed, offset) => {
        for (const { mark, isHistory } of shell.push(bytes, offset)) {
          if (mark.kind === 'directory' && !isHistory) rememberDirectory(mark.path)
        }
        consumed()
        if (!resumed || isCaughtUp || offset + bytes.length < history) return
        // All that it printed before has come: a prompt is there, or about to be, or none.
        isCaughtUp = true
        setTimeout(() => {
          if (!player.hasBegun) onError(phrase('catch-up.busy'))
        }, PROMPT_MILLISECONDS)
      },
      onExit: () => player.close(),
      onError,
    },
  )
  shell.play(player)
  return { channel, isNew: () => resumed === false }
}

/** What goes on can be seen, and ended, where its block stands on this page; else this watches it. */
function showOnPage(block: string, channel: TerminalChannel): void {
  const shown = onPage(block)
  if (!shown) return
  shown.dispatchEvent(new Event(ATTACH_EVENT))
  channel.leave()
}

function onPage(block: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`live-terminal[data-block="${CSS.escape(block)}"]`)
}

function filledIn(command: string, { name, variables }: PlayableBlock): string {
  const prefix = `${chapterOf(name)}/`
  const values = Object.entries(sandboxMemory().values)
    .filter(([value]) => value.startsWith(prefix))
    .map(([value, shown]) => [value.slice(prefix.length), shown] as const)
  const chosen = variables.map((variable) => [variable.name, currentValue(variable)] as const)
  return fillInCommand(command, new Map(values), new Map(chosen))
}

function failureWords({ exit, until, capture }: PlayableBlock, { commands, end }: Played): string {
  const last = commands.at(-1)
  if (end === 'closed' || last === undefined) return phrase('catch-up.shell-ended')
  if (until !== undefined) return phrase('catch-up.not-shown', { text: until })
  if (capture && last.status === exit) return phrase('catch-up.not-captured')
  const status = last.status ?? phrase('block.status-unknown')
  return phrase('catch-up.status', { command: last.command, status })
}
