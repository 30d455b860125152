import type { PlayableStep } from '../../lesson/playable.ts'
import { phrase } from '../../words/phrase.ts'
import { page, pageClient, watchPage } from '../page/page-client.ts'
import { queueSentence } from '../page/sandbox-sentences.ts'
import { type CatchUpFailure, catchUp } from './catch-up.ts'
import { missingNeeds } from './missing-needs.ts'
import { NeedsPanel, type PanelWords } from './needs-panel.ts'

/** Missing blocks that a question names. */
const NAMED_BLOCKS = 5

export interface Asking {
  /** The part of the terminal or task behind which the question stands. */
  readonly before: HTMLElement
  /** What builds on something. */
  readonly kind: 'block' | 'task'
  /** Full names of blocks. */
  readonly needs: readonly string[]
  /** Told when the reader is asked something. */
  readonly onAsk: (panel: NeedsPanel) => void
}

/**
 * Asks the reader, where something is missing that a block or task builds on, and runs that first if
 * they want it.
 * @returns whether to go on.
 * @throws {LiveError} when the server cannot be reached, and what else keeps it from being found out.
 */
export async function askForNeeds({ before, kind, needs, onAsk }: Asking): Promise<boolean> {
  const missing = await missingNeeds(needs)
  if (missing.length === 0) return true
  const panel = new NeedsPanel(before, kind)
  onAsk(panel)
  try {
    return await askInPanel(panel, needs, questionOf(kind, missing))
  } finally {
    panel.remove()
  }
}

/** Asks until the reader is caught up, or wants something else. */
async function askInPanel(
  panel: NeedsPanel,
  needs: readonly string[],
  question: PanelWords,
): Promise<boolean> {
  const answer = await panel.ask(question, ['catch-up', 'anyway', 'cancel'])
  if (answer !== 'catch-up') return answer === 'anyway'
  const failure = await catchUpInPanel(panel, await missingNeeds(needs))
  if (failure === 'cancelled') return false
  if (failure === undefined) return true
  return askInPanel(panel, needs, failureWords(failure))
}

async function catchUpInPanel(
  panel: NeedsPanel,
  blocks: readonly PlayableStep[],
): Promise<CatchUpFailure | 'cancelled' | undefined> {
  const cancel = new AbortController()
  panel.ask([phrase('catch-up.under-way')], ['cancel']).then(() => {
    cancel.abort()
    // Nobody waits in the queue for what is no longer wanted.
    if (page.sandbox.state === 'queued') pageClient.leaveQueue()
  })
  let words = ''
  const unwatch = watchPage({
    sandbox: (status) => panel.tell([status.state === 'queued' ? queueSentence(status) : words]),
  })
  try {
    const failure = await catchUp({
      blocks,
      onBlock({ title }, index) {
        words = phrase('catch-up.place', { place: index + 1, number: blocks.length, title })
        panel.tell([words])
      },
      signal: cancel.signal,
    })
    return cancel.signal.aborted ? 'cancelled' : failure
  } finally {
    unwatch()
  }
}

/** Stands in a sentence for blocks, which are links. */
const BLOCKS = '\0'

function questionOf(kind: Asking['kind'], missing: readonly PlayableStep[]): PanelWords {
  const left = missing.length - NAMED_BLOCKS
  const blocks = left > 0 ? phrase('catch-up.and-more', { blocks: BLOCKS, number: left }) : BLOCKS
  const count = missing.length
  const sentence =
    kind === 'block'
      ? phrase('catch-up.block-builds-on', { count, blocks })
      : phrase('catch-up.task-builds-on', { count, blocks })
  const names = missing
    .slice(0, NAMED_BLOCKS)
    .flatMap((block, index) => (index === 0 ? [block] : [', ', block]))
  return withBlocks(sentence, names)
}

function failureWords({ block, words }: CatchUpFailure): PanelWords {
  return withBlocks(phrase('catch-up.failed', { block: BLOCKS, reason: words }), [block])
}

function withBlocks(sentence: string, blocks: PanelWords): PanelWords {
  const [before = '', after = ''] = sentence.split(BLOCKS)
  return [before, ...blocks, after]
}
