import type { Answer } from './answer.ts'
import type { Capture } from './capture.ts'
import type { Expect } from './expect.ts'
import type { Step } from './transcript.ts'

export type { Step } from './transcript.ts'

/** A command block that runs in the reader's sandbox. */
export interface Block {
  /** `chapter/name`: also the name of its terminal (`terminalName` of the protocol). */
  readonly name: string
  readonly title: string | undefined
  /** Commands with `{name}` where a captured value goes. */
  readonly steps: readonly [Step, ...Step[]]
  readonly expect: Expect
  /** Exit status of the last command; those before it end with 0. */
  readonly exit: number
  readonly answers: readonly Answer[]
  /** The last command goes on, and the block is done once its output shows this. */
  readonly until: string | undefined
  /** Full names of the blocks that must have run before, themselves with needs of their own. */
  readonly needs: readonly string[]
  readonly capture: Capture | undefined
}

/** @returns what a block printed, without its commands. */
export function outputOf(steps: readonly Step[]): string {
  return steps.map(({ output }) => output).join('\n')
}
