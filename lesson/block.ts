import type { FenceOptions } from './fence-options.ts'
import type { Step } from './transcript.ts'
import type { Variable } from './variable.ts'

export type { Step } from './transcript.ts'

/** A command block that runs in the reader's sandbox. */
export interface Block extends Omit<FenceOptions, 'name' | 'needs'> {
  /** `chapter/name`: also the name of its terminal (`terminalName` of the protocol). */
  readonly name: string
  /** Commands with `{name}` where a captured value goes. */
  readonly steps: readonly [Step, ...Step[]]
  /** Full names of the blocks that must have run before, themselves with needs of their own. */
  readonly needs: readonly string[]
  /** Those that its commands name. */
  readonly variables: readonly Variable[]
}

/** @returns what a block printed, without its commands. */
export function outputOf(steps: readonly Step[]): string {
  return steps.map(({ output }) => output).join('\n')
}
