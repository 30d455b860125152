import type { PlayableStep } from '../../lesson/playable.ts'
import { phrase } from '../../words/phrase.ts'
import { playUnseen } from './play-unseen.ts'
import { saveUnseen } from './save-unseen.ts'

export interface CatchUp {
  /** In the order in which they are to run. */
  readonly blocks: readonly PlayableStep[]
  /** Told which one runs, counted from 0. */
  readonly onBlock: (block: PlayableStep, index: number) => void
  readonly signal: AbortSignal
}

/** The block at which a catch-up ended, and what went wrong there, in words. */
export interface CatchUpFailure {
  readonly block: PlayableStep
  readonly words: string
}

/** Runs in the reader's sandbox what was not run there yet. @returns undefined when all of it ran. */
export async function catchUp({
  blocks,
  onBlock,
  signal,
}: CatchUp): Promise<CatchUpFailure | undefined> {
  for (const [index, block] of blocks.entries()) {
    if (signal.aborted) return { block, words: phrase('catch-up.cancelled') }
    onBlock(block, index)
    const words = 'path' in block ? await saveUnseen(block) : await playUnseen(block, signal)
    if (words !== undefined) return { block, words }
  }
  return undefined
}
