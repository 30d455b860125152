import {
  type Bound,
  type Cost,
  type CostFigures,
  costOf,
  nodeBounds,
  serverBounds,
} from './cost-model.ts'
import { plotCosts, written } from './cost-plot.ts'

const SEATS = [30, 100, 300, 1000, 3000, 10_000]

/** Where the page has what is made from the figures. */
const BEGIN = '<!-- From here on: made by npm run cost-model. -->'

/** @returns the page with its tables made anew, and its plot. @throws where it lacks the mark. */
export function writeCosts(page: string, figures: CostFigures): { page: string; plot: string } {
  const [head, rest] = page.split(BEGIN)
  if (rest === undefined) throw new Error(`The page has no ${BEGIN}`)
  const costs = SEATS.map((seats) => costOf(figures, seats))
  const [node] = nodeBounds(figures)
  const bounds = serverBounds(figures)
  const first = bounds[0] as Bound
  const made = [
    BEGIN,
    '## What so many readers take',
    costTable(costs, first.seats),
    `A machine holds ${written((node as Bound).seats)} readers at work. ${boundsSentence(nodeBounds(figures))}`,
    `One server holds ${written(first.seats)}: the first bottleneck is ${first.what}. ${boundsSentence(bounds)}`,
    '![The same as a plot](cost-model.svg)',
    '## The figures',
    figureTable(figures),
  ]
  return { page: `${head}${made.join('\n\n')}\n`, plot: plotCosts(costs, first) }
}

function boundsSentence(bounds: readonly Bound[]): string {
  const each = bounds.map(({ what, seats }) => `${what} (${written(seats)})`)
  return `Its limits, in readers: ${each.join(', ')}.`
}

/** @param most readers that one server holds. */
function costTable(costs: readonly Cost[], most: number): string {
  return table(
    [
      'readers at work',
      'machines',
      "server's memory",
      "server's processor",
      'to pages',
      'to nodes',
    ],
    costs.map(({ seats, nodes, memory, processor, pages, wire }) => [
      written(seats),
      written(nodes),
      `${written(Math.round(memory))} MB`,
      `${written(Number((processor * 100).toPrecision(2)))} %${seats > most ? ', too much' : ''}`,
      `${written(Number(pages.toPrecision(2)))} Mbit/s`,
      `${written(Number(wire.toPrecision(2)))} Mbit/s`,
    ]),
  )
}

function figureTable(figures: CostFigures): string {
  return table(
    ['figure', 'value', 'how it is known'],
    Object.values(figures).map(({ value, unit, kind, what, from }) => [
      what,
      `${shown(value)} ${unit}`.trim(),
      `${kind}: ${from}`,
    ]),
  )
}

/** Small ones as they are, too. */
function shown(value: number): string {
  return value.toLocaleString('en-GB', { maximumSignificantDigits: 5 })
}

/** As Biome writes a table of Markdown. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows]
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  const write = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [write(head), rule, ...rows.map(write)].join('\n')
}
