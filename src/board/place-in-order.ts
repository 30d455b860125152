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
  let next = parent.firstElementChild
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling
    else parent.insertBefore(child, next)
  }
  const isLost = focused !== document.activeElement && focused instanceof HTMLElement
  if (isLost && parent.contains(focused)) focused.focus({ preventScroll: true })
}
