import type { Row, Spread } from './row.ts'

const HEADERS = ['', 'ours', 'p5 to p95', 'peer', 'p5 to p95', 'ratio', 'goal', 'met']

/** @returns the rows as a table for people, its columns as wide as they need. */
export function benchTable(rows: readonly Row[]): string {
  const lines = [HEADERS, ...rows.map(cells)]
  const widths = HEADERS.map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  )
  return lines
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}

function cells({ name, ours, peer, ratio, goal, met, spread }: Row): string[] {
  return [
    name,
    String(ours),
    range(spread.ours),
    String(peer ?? '-'),
    range(spread.peer),
    String(ratio ?? '-'),
    goal || '-',
    met === null ? '-' : met ? 'yes' : 'no',
  ]
}

function range(spread: Spread | null): string {
  return spread === null ? '-' : `${spread[0]} to ${spread[1]}`
}
