import type { Row } from './row.ts'

const HEADERS = ['', 'ours', 'peer', 'ratio', 'goal', 'met']

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

function cells({ name, ours, peer, ratio, goal, met }: Row): string[] {
  return [name, String(ours), String(peer ?? '-'), String(ratio ?? '-'), goal, met ? 'yes' : 'no']
}
