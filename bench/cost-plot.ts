import type { Bound, Cost } from './cost-model.ts'

/** All in units of the drawing. */
const WIDTH = 760
const HEIGHT = 400
const LEFT = 70
const RIGHT = 150
const TOP = 40
const BOTTOM = 60

interface Line {
  readonly name: string
  readonly colour: string
  readonly value: (cost: Cost) => number
}

/** Told apart by their names at the end, too, and not by colour alone. */
const LINES: readonly Line[] = [
  { name: 'machines', colour: '#3b4fd6', value: ({ nodes }) => nodes },
  { name: 'processor, %', colour: '#c0263b', value: ({ processor }) => processor * 100 },
  { name: 'memory, MB', colour: '#1f8a4c', value: ({ memory }) => memory },
  { name: 'network, Mbit/s', colour: '#855000', value: ({ pages, wire }) => pages + wire },
]

/**
 * @param costs in the order of their seats. @param bound what is full first.
 * @returns a drawing (SVG 1.1) with logarithmic scales, on a ground of its own: it is for any page.
 */
export function plotCosts(costs: readonly Cost[], bound: Bound): string {
  const seats = costs.map((cost) => cost.seats)
  const values = LINES.flatMap(({ value }) => costs.map(value))
  const across = scale(Math.min(...seats), Math.max(...seats), LEFT, WIDTH - RIGHT)
  const up = scale(0.1, 10 ** Math.ceil(Math.log10(Math.max(...values))), HEIGHT - BOTTOM, TOP)
  const steps = powersOfTen(0.1, Math.max(...values))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title" font-family="sans-serif" font-size="12">`,
    `<title id="title">What the server and its machines take, by readers at work</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#fff"/>`,
    ...steps.flatMap((step) => [
      `<path d="M${LEFT} ${at(up(step))}H${WIDTH - RIGHT}" stroke="#ddd"/>`,
      text(LEFT - 8, up(step) + 4, written(step), 'end'),
    ]),
    ...seats.map((number) => text(across(number), HEIGHT - BOTTOM + 20, written(number), 'middle')),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, 'readers at work', 'middle'),
    ...LINES.flatMap(({ name, colour, value }) => {
      const points = costs.map((cost) => `${at(across(cost.seats))} ${at(up(value(cost)))}`)
      const last = costs.at(-1) as Cost
      return [
        `<path d="M${points.join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        text(WIDTH - RIGHT + 8, up(value(last)) + 4, name, 'start', colour),
      ]
    }),
    ...boundLine(bound, across),
    '</svg>',
    '',
  ].join('\n')
}

function boundLine({ what, seats }: Bound, across: (seats: number) => number): string[] {
  const x = across(seats)
  if (x < LEFT || x > WIDTH - RIGHT) return []
  return [
    `<path d="M${at(x)} ${TOP}V${HEIGHT - BOTTOM}" stroke="#555" stroke-dasharray="4 4"/>`,
    text(x - 6, TOP - 10, `${written(seats)}: ${what} is full`, 'end'),
  ]
}

function text(x: number, y: number, words: string, anchor: string, colour = '#333'): string {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="${colour}">${safe}</text>`
}

/** Logarithmic, from one range to the other. */
function scale(least: number, most: number, from: number, to: number): (value: number) => number {
  const span = Math.log(most / least)
  return (value) => from + (Math.log(Math.max(value, least) / least) / span) * (to - from)
}

function powersOfTen(least: number, most: number): number[] {
  const [first, last] = [Math.log10(least), Math.ceil(Math.log10(most))]
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index))
}

function at(place: number): string {
  return place.toFixed(1)
}

export function written(number: number): string {
  return number.toLocaleString('en-GB')
}
