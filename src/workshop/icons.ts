const PATHS = {
  hand: 'M5.2 9.2V4.1a.95.95 0 0 1 1.9 0v3.4V2.9a.95.95 0 0 1 1.9 0v4.6-3.6a.95.95 0 0 1 1.9 0v3.9-2.3a.95.95 0 0 1 1.9 0v4.2c0 2.9-1.6 4.5-3.9 4.5-2 0-3.1-.8-4-2.3L3.1 8.9a.95.95 0 0 1 1.6-1z',
  messages: 'M2.3 3h11.4v8.2H8L4.8 13.8v-2.6H2.3z',
  menu: 'M3 4.5h10M3 8h10M3 11.5h10',
} as const

export type Icon = keyof typeof PATHS

/** @returns an icon that says nothing to a screen reader: the words beside it do. */
export function makeIcon(name: Icon): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 16 16')
  svg.setAttribute('class', 'head-icon')
  svg.ariaHidden = 'true'
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', PATHS[name])
  svg.append(path)
  return svg
}
