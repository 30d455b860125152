import { COMMAND_EVENT, type CommandEvent, type RanEvent } from '../page/ran-event.ts'
import { type BlockReports, outcomeOf } from './block-reports.ts'

/** Values of `data-state` at which nothing runs in a block any more, and how that is told. */
const STOPPED: Readonly<Record<string, 'done' | 'failed'>> = {
  finished: 'done',
  failed: 'failed',
  gone: 'failed',
  offline: 'failed',
}

/** Hears what runs in the blocks of this page and which tasks are checked, and has it told. */
export function watchBlocks(reports: BlockReports): void {
  document.addEventListener(COMMAND_EVENT, (event) => {
    const { block, command, status } = (event as CommandEvent).detail
    if (status === undefined) reports.began(block)
    else reports.ended(block, command, status, elementOf(block)?.dataset ?? {})
  })
  document.addEventListener('blitz:ran', (event) => {
    const { block, status } = (event as RanEvent).detail
    const { exit = '0', until } = (event.target as HTMLElement).dataset
    reports.over(block, outcomeOf(status, { exit, until }) === 'done' ? 'done' : 'failed')
  })
  document.addEventListener('blitz:done', (event) => {
    reports.task((event as CustomEvent<{ task: string }>).detail.task, true)
  })
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const { block, task, state = '' } = (target as HTMLElement).dataset
      const stopped = STOPPED[state]
      if (block !== undefined && stopped) reports.stopped(block, stopped)
      if (task !== undefined && state === 'missing') reports.task(task, false)
    }
  }).observe(document.body, { subtree: true, attributeFilter: ['data-state'] })
}

function elementOf(block: string): HTMLElement | null {
  return document.querySelector(`live-terminal[data-block="${CSS.escape(block)}"]`)
}
