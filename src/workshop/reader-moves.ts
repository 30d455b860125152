/** Keys that move nothing and write nothing. */
const QUIET_KEYS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Tab', 'Escape'])

/**
 * Calls `act` when the reader scrolls or types: not when the page scrolls by itself, and not for keys
 * that are pressed within `own`.
 */
export function onReaderMoves(own: HTMLElement, act: () => void): void {
  for (const event of ['wheel', 'touchmove']) {
    document.addEventListener(event, act, { capture: true, passive: true })
  }
  document.addEventListener(
    'keydown',
    ({ key, target }) => {
      const isOwn = target instanceof Node && own.contains(target)
      if (!isOwn && !QUIET_KEYS.has(key)) act()
    },
    { capture: true },
  )
  // The window's own scroll bar.
  document.addEventListener('pointerdown', (event) => {
    if (event.target === document.documentElement) act()
  })
}
