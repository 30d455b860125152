/**
 * Marks an element that scrolls sideways with the sides on which it hides something, `start`, `end`
 * or both, in `data-cut`; the stylesheet fades these.
 */
export function watchCutEdges(scroller: HTMLElement): void {
  const mark = () => {
    const { scrollLeft, scrollWidth, clientWidth } = scroller
    // A scaled page rounds: less than a pixel is nothing.
    const start = scrollLeft > 1 ? 'start' : ''
    const end = scrollLeft + clientWidth < scrollWidth - 1 ? 'end' : ''
    scroller.dataset['cut'] = `${start} ${end}`.trim()
  }
  scroller.addEventListener('scroll', mark, { passive: true })
  new ResizeObserver(mark).observe(scroller)
}
