import { siteStorage } from '../storage/browser-storage.ts'
import { type KeptCommand, parseKept, withCommand } from './kept-commands.ts'

/** Before a block's name: a key for each block, so that tabs do not write over each other. */
const PREFIX = 'blitz-commands-1:'

/** Of all blocks together, in UTF-16 units; browsers give a site 5 million. */
const MAXIMUM_KEPT_LENGTH = 1_500_000

/** @returns every block in which the reader ran something, with the commands in their order. */
export function keptCommands(): ReadonlyMap<string, readonly KeptCommand[]> {
  return new Map(keys().map((key) => [key.slice(PREFIX.length), parseKept(siteStorage.get(key))]))
}

/**
 * Keeps a command, or what has become of it since it began. Where there is no room for more, its
 * output is left out.
 * @param block its full name.
 */
export function keepCommand(block: string, command: KeptCommand): void {
  const key = PREFIX + block
  const length = keys().reduce((sum, each) => sum + (siteStorage.get(each)?.length ?? 0), 0)
  const output = length < MAXIMUM_KEPT_LENGTH ? command.output : undefined
  const kept = withCommand(parseKept(siteStorage.get(key)), { ...command, output })
  siteStorage.set(key, JSON.stringify(kept))
}

export function forgetCommands(): void {
  for (const key of keys()) siteStorage.set(key, undefined)
}

function keys(): string[] {
  return siteStorage.keys().filter((key) => key.startsWith(PREFIX))
}
