import stripAnsi from 'strip-ansi'
import { captured } from '../../lesson/capture.ts'
import type { PlayableBlock } from '../../lesson/playable.ts'
import { hasSucceeded, type Played } from '../../protocol/command-player.ts'
import { rememberRun, rememberValue } from './sandbox-memory-store.ts'

export type PlayedBlock = Pick<PlayableBlock, 'name' | 'commands' | 'exit' | 'until' | 'capture'>

/**
 * Remembers that a block ran in the reader's sandbox, and what its output gives to later ones.
 * @returns whether it ran with success.
 */
export function rememberOutcome(block: PlayedBlock, played: Played): boolean {
  const { name, commands, exit, until, capture } = block
  const statuses = played.commands.map(({ status }) => status)
  const end = { end: played.end, statuses }
  if (!hasSucceeded(end, { commands: commands.length, exit, until })) return false
  const value = capture && captured(capture, outputOf(played))
  if (capture && value === undefined) return false
  if (capture && value !== undefined) rememberValue(`${chapterOf(name)}/${capture.name}`, value)
  rememberRun(name)
  return true
}

export function chapterOf(block: string): string {
  return block.slice(0, block.indexOf('/'))
}

/** What the commands printed, without escape sequences and the carriage returns of a PTY. */
function outputOf({ commands }: Played): string {
  const decoder = new TextDecoder()
  const outputs = commands.map(({ output }) => stripAnsi(decoder.decode(output)))
  return outputs.map((output) => output.replaceAll('\r', '').trimEnd()).join('\n')
}
