import { make } from '../elements/element.ts'

/**
 * A table whose first column names its rows. It scrolls sideways where the page is narrow.
 * @param name for screen readers. @param rows texts, or elements that hold them.
 */
export function dataTable(
  name: string,
  head: readonly string[],
  rows: readonly (readonly (string | HTMLElement)[])[],
  className = '',
): HTMLElement {
  const titles = head.map((words) => make('th', { scope: 'col', textContent: words }))
  return scrolling(
    name,
    make(
      'table',
      { className },
      make('thead', {}, make('tr', {}, ...titles)),
      make('tbody', {}, ...rows.map(rowOf)),
    ),
  )
}

export function rowOf(cells: readonly (string | HTMLElement)[]): HTMLTableRowElement {
  const [first = '', ...others] = cells
  return make(
    'tr',
    {},
    make('th', { scope: 'row' }, first),
    ...others.map((cell) => make('td', {}, cell)),
  )
}

/** Keys scroll it where the page is narrow. */
export function scrolling(name: string, table: HTMLTableElement): HTMLElement {
  const frame = make('div', { className: 'report-table', tabIndex: 0, role: 'group' }, table)
  frame.ariaLabel = name
  return frame
}
