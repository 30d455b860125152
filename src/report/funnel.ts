import type { ReportedBlock } from '../../protocol/report-messages.ts'

/** The blocks of one chapter that readers came to, in their order. */
export interface FunnelChapter {
  readonly chapter: string
  readonly blocks: readonly ReportedBlock[]
}

/** Of all who joined: the parts of one block's bar, which together are at most 1. */
export interface FunnelBar {
  readonly done: number
  readonly failed: number
  /** Came, and neither got it done nor only failed. */
  readonly came: number
}

/** @returns the blocks by their chapters, in the order of the report. */
export function chaptersOf(blocks: readonly ReportedBlock[]): readonly FunnelChapter[] {
  const chapters = Map.groupBy(blocks, ({ block }) => block.split('/')[0] ?? block)
  return [...chapters].map(([chapter, ofChapter]) => ({ chapter, blocks: ofChapter }))
}

/** @param all readers who joined. */
export function barOf({ reached, done, failed }: ReportedBlock, all: number): FunnelBar {
  if (all === 0) return { done: 0, failed: 0, came: 0 }
  const part = (count: number) => Math.min(1, Math.max(0, count / all))
  return { done: part(done), failed: part(failed), came: part(reached - done - failed) }
}

/**
 * @returns the block that most readers went no further than; undefined where that is the last block,
 * at which everybody ends, or nobody.
 */
export function largestDrop(blocks: readonly ReportedBlock[]): ReportedBlock | undefined {
  return most(blocks.slice(0, -1), ({ leftHere }) => leftHere)
}

/** @returns the block that took the reader in the middle longest. */
export function longestBlock(blocks: readonly ReportedBlock[]): ReportedBlock | undefined {
  return most(blocks, ({ medianSeconds }) => medianSeconds ?? 0)
}

function most(
  blocks: readonly ReportedBlock[],
  amountOf: (block: ReportedBlock) => number,
): ReportedBlock | undefined {
  const [first] = blocks.toSorted((one, other) => amountOf(other) - amountOf(one))
  return first !== undefined && amountOf(first) > 0 ? first : undefined
}
