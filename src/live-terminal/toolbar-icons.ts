const SVG = 'http://www.w3.org/2000/svg'

const SQUARE =
  'M4.5 3h7A1.5 1.5 0 0 1 13 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 11.5v-7A1.5 1.5 0 0 1 4.5 3z'

/** Paths on a ground of 16 by 16. */
const PATHS = {
  run: 'M4 2.5v11l9.5-5.5z',
  stop: SQUARE,
  leave: SQUARE,
  restart: 'M13.2 8a5.2 5.2 0 1 1-1.6-3.7M13.5 1.8v3h-3',
  copy: 'M7 5.5h5A1.5 1.5 0 0 1 13.5 7v5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 12V7A1.5 1.5 0 0 1 7 5.5zM10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5',
  maximise: 'M9.5 2.5h4v4M13.5 2.5l-4.5 4.5M6.5 13.5h-4v-4M2.5 13.5 7 9',
} as const

export type IconName = keyof typeof PATHS

/** Draws in the page itself: an image would be one more document to make, in the frame that shows it. */
export function makeIcon(name: IconName): SVGElement {
  const icon = document.createElementNS(SVG, 'svg')
  icon.classList.add('terminal-icon')
  icon.setAttribute('viewBox', '0 0 16 16')
  icon.ariaHidden = 'true'
  const shape = document.createElementNS(SVG, 'path')
  shape.setAttribute('d', PATHS[name])
  icon.append(shape)
  return icon
}
