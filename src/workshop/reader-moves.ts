/** Keys that move nothing and write nothing. */
const QUIET_KEYS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Tab', 'Escape'])

/**
 * Calls `act` when the reader scrolls or types: not when the page scrolls by itself, and not for what
 * is pressed within `own`.
 */
export function onReaderMoves(own: HTMLElement, act: () => void): void {
  const unlessOwn = (event: Event) => {
    if (!(event.target instanceof Node && own.contains(event.target))) act()
  }
  for (const event of ['wheel', 'touchmove']) {
    document.addEventListener(event, unlessOwn, { capture: true, passive: true })
  }
  document.addEventListener(
    'keydown',
    (event) => {
      if (!QUIET_KEYS.has(event.key)) unlessOwn(event)
    },
    { capture: true },
  )
  // The window's own scroll bar.
  document.addEventListener('pointerdown', (event) => {
    if (event.target === document.documentElement) act()
  })
}
