import type { PlayableBlock } from '../../lesson/playable.ts'
import { queueSentence } from '../../protocol/sentences.ts'
import { page, pageClient, watchPage } from '../page/page-client.ts'
import { type CatchUpFailure, catchUp } from './catch-up.ts'
import { missingNeeds } from './missing-needs.ts'
import { NeedsPanel, type PanelWords } from './needs-panel.ts'

/** Missing blocks that a question names. */
const NAMED_BLOCKS = 5

export interface Asking {
  /** The part of the terminal or task behind which the question stands. */
  readonly before: HTMLElement
  /** Such as `This block`. */
  readonly what: string
  /** Such as `Run anyway`. */
  readonly anyway: string
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
export async function askForNeeds({
  before,
  what,
  anyway,
  needs,
  onAsk,
}: Asking): Promise<boolean> {
  const missing = await missingNeeds(needs)
  if (missing.length === 0) return true
  const panel = new NeedsPanel(before, anyway)
  onAsk(panel)
  try {
    return await askInPanel(panel, needs, questionOf(what, missing))
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
  return askInPanel(panel, needs, [failure.block, ` failed: ${failure.words}.`])
}

async function catchUpInPanel(
  panel: NeedsPanel,
  blocks: readonly PlayableBlock[],
): Promise<CatchUpFailure | 'cancelled' | undefined> {
  const cancel = new AbortController()
  panel.ask(['Catching up'], ['cancel']).then(() => {
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
        words = `${index + 1} of ${blocks.length}: ${title}`
        panel.tell([words])
      },
      signal: cancel.signal,
    })
    return cancel.signal.aborted ? 'cancelled' : failure
  } finally {
    unwatch()
  }
}

function questionOf(what: string, missing: readonly PlayableBlock[]): PanelWords {
  const count = missing.length === 1 ? 'an earlier block' : `${missing.length} earlier blocks`
  const named = missing.slice(0, NAMED_BLOCKS)
  const left = missing.length - named.length
  const names = named.flatMap((block, index) => (index === 0 ? [block] : [', ', block]))
  const more = left === 0 ? '.' : ` and ${left} more.`
  return [`${what} builds on ${count}: `, ...names, more]
}
