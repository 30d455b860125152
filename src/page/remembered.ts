import { tabStorage } from '../storage/browser-storage.ts'

/** Remembers, in this tab, what each block has: `lives`, a shell; `waits`, a place in the queue. */
const PREFIX = 'blitz-shell:'
const LEFT_AT = 'blitz-left-at'

/**
 * A page that comes later than this after the one before, in milliseconds, has lost its place: what
 * was pressed then is not run out of the blue.
 */
const PLACE_KEPT_MILLISECONDS = 20_000

export type Remembered = 'lives' | 'waits'

addEventListener('pagehide', () => {
  if (namesOf('waits').length > 0) tabStorage.set(LEFT_AT, String(Date.now()))
})

/** Whether this page came right after another one of this tab. */
const awayMilliseconds = Date.now() - Number(tabStorage.get(LEFT_AT) ?? 0)
// A clock that was set back meanwhile would make any time a short one.
const isPrompt = awayMilliseconds >= 0 && awayMilliseconds < PLACE_KEPT_MILLISECONDS

/** @returns what the block of that name had on the page before, so that this one finds it again. */
export function remembered(name: string): Remembered | undefined {
  const what = tabStorage.get(PREFIX + name)
  if (what === 'lives') return 'lives'
  return what === 'waits' && isPrompt ? 'waits' : undefined
}

export function remember(name: string, what: Remembered | undefined): void {
  tabStorage.set(PREFIX + name, what)
}

/** Whether a block waits that stands on another page of the course. */
export function waitsElsewhere(): boolean {
  if (!isPrompt) return false
  return namesOf('waits').some(
    (name) => !document.querySelector(`[data-block="${CSS.escape(name)}"]`),
  )
}

function namesOf(what: Remembered): string[] {
  return tabStorage
    .keys()
    .filter((key) => key.startsWith(PREFIX) && tabStorage.get(key) === what)
    .map((key) => key.slice(PREFIX.length))
}
