import { captured } from '../../lesson/capture.ts'
import type { PlayableBlock } from '../../lesson/playable.ts'
import { hasSucceeded, type Played } from '../../protocol/command-player.ts'
import { rememberRun, rememberValue } from './sandbox-memory-store.ts'
import { screenText } from './screen-text.ts'

export type PlayedBlock = Pick<PlayableBlock, 'name' | 'commands' | 'exit' | 'until' | 'capture'>

/**
 * Remembers that a block ran in the reader's sandbox, and what its output gives to later ones.
 * @param columns of the terminal in which it ran.
 * @returns whether it ran with success.
 */
export async function rememberOutcome(
  block: PlayedBlock,
  played: Played,
  columns: number,
): Promise<boolean> {
  const { name, commands, exit, until, capture } = block
  const statuses = played.commands.map(({ status }) => status)
  const end = { end: played.end, statuses }
  if (!hasSucceeded(end, { commands: commands.length, exit, until })) return false
  const value = capture && captured(capture, await outputOf(played, columns))
  if (capture && value === undefined) return false
  if (capture && value !== undefined) rememberValue(`${chapterOf(name)}/${capture.name}`, value)
  rememberRun(name)
  return true
}

export function chapterOf(block: string): string {
  return block.slice(0, block.indexOf('/'))
}

/** What the commands printed, as the runner reads it. */
async function outputOf({ commands }: Played, columns: number): Promise<string> {
  const outputs = commands.map(({ output }) => screenText(output, columns))
  return (await Promise.all(outputs)).join('\n')
}
