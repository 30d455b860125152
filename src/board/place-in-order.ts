import { longestRise } from './longest-rise.ts'

/**
 * Makes these the children of `parent`, in this order, and moves as few as it can. What has the focus
 * keeps it.
 * @param isSteady those that are there stay where they are: what is new comes behind them.
 */
export function placeInOrder(parent: Element, wanted: readonly Element[], isSteady: boolean): void {
  const keep = new Set(wanted)
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove()
  if (isSteady) {
    parent.append(...wanted.filter((child) => child.parentElement !== parent))
    return
  }
  const focused = document.activeElement
  const places = new Map([...parent.children].map((child, place) => [child, place]))
  const known = wanted.filter((child) => places.has(child))
  const inOrder = longestRise(known.map((child) => places.get(child) as number))
  const stay = new Set(known.filter((_, index) => inOrder.has(index)))
  let next: Element | null = null
  for (const child of wanted.toReversed()) {
    if (!stay.has(child)) parent.insertBefore(child, next)
    next = child
  }
  const isLost = focused !== document.activeElement && focused instanceof HTMLElement
  if (isLost && parent.contains(focused)) focused.focus({ preventScroll: true })
}
