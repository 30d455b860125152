/** Remembers, in this tab, what each block has: `lives`, a shell; `waits`, a place in the line. */
const PREFIX = 'blitz-shell:'
const LEFT_AT = 'blitz-left-at'

/**
 * A page that comes later than this after the one before, in milliseconds, has lost its place: what
 * was pressed then is not run out of the blue.
 */
const PLACE_KEPT_MILLISECONDS = 20_000

export type Remembered = 'lives' | 'waits'

addEventListener('pagehide', () => sessionStorage.setItem(LEFT_AT, String(Date.now())))

/** Whether this page came right after another one of this tab. */
const isPrompt = Date.now() - Number(sessionStorage.getItem(LEFT_AT)) < PLACE_KEPT_MILLISECONDS

/** @returns what the block of that name had on the page before, so that this one finds it again. */
export function remembered(name: string): Remembered | undefined {
  const what = sessionStorage.getItem(PREFIX + name)
  if (what === 'lives') return 'lives'
  return what === 'waits' && isPrompt ? 'waits' : undefined
}

export function remember(name: string, what: Remembered | undefined): void {
  if (what === undefined) sessionStorage.removeItem(PREFIX + name)
  else sessionStorage.setItem(PREFIX + name, what)
}

/** Whether a block waits that stands on another page of the course. */
export function waitsElsewhere(): boolean {
  const waiting = Object.keys(sessionStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => key.slice(PREFIX.length))
    .filter((name) => remembered(name) === 'waits')
  return waiting.some((name) => !document.querySelector(`[data-block="${CSS.escape(name)}"]`))
}
