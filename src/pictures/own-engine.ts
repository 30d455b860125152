import type { EngineState } from '../../lesson/picture.ts'
import { page, pageClient, watchPage } from '../page/page-client.ts'
import { COMMAND_ENDED_EVENT } from '../page/ran-event.ts'
import { ENGINE_STATE_COMMAND, parseEngineState } from './parse-engine-state.ts'

type Watcher = (state: EngineState | undefined) => void

const watchers = new Set<Watcher>()
let known: EngineState | undefined
let isReading = false
let isStale = false

watchPage({
  sandbox({ state }) {
    if (state === 'ready') void readAgain()
    if (state === 'gone' || state === 'none') tell(undefined)
  },
})
for (const event of ['blitz:ran', COMMAND_ENDED_EVENT]) {
  document.addEventListener(event, () => void readAgain())
}

/**
 * Tells `watcher` what the reader's engine has, each time that it was read; undefined once the
 * sandbox is gone. Nothing starts a sandbox for it.
 */
export function watchOwnEngine(watcher: Watcher): void {
  watchers.add(watcher)
  if (known) watcher(known)
  else if (page.sandbox.state === 'ready') void readAgain()
}

/** Reads once for all pictures of the page; what changes meanwhile is read after that. */
async function readAgain(): Promise<void> {
  isStale = true
  if (isReading) return
  isReading = true
  try {
    while (isStale) {
      isStale = false
      const { status, stdout } = await pageClient.exec(ENGINE_STATE_COMMAND)
      if (status === 0) tell(parseEngineState(stdout))
    }
  } catch {
    // Without an answer the picture stays as it is.
  } finally {
    isReading = false
  }
}

function tell(state: EngineState | undefined): void {
  known = state
  for (const watcher of watchers) watcher(state)
}
