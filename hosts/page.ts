import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { markdownTable } from '../tools/markdown-table.ts'
import type { Case } from './case.ts'
import type { Row } from './row.ts'

export const PAGE_PATH = join(import.meta.dirname, '../docs/hosts.md')

const BEGIN = '<!-- The table: npm run test:hosts -- --page -->'
const END = '<!-- The end of the table. -->'

const HEAD = ['case', 'what', 'versions', 'date', 'result', 'minutes']
const NOT_PLAYED = 'not played yet'

/** What the page says of a case: the cells behind its name and what it is. */
type Told = readonly [versions: string, date: string, result: string, minutes: string]

/** @returns what a page says of the cases that were played, by name. */
export function readTold(page: string): ReadonlyMap<string, Told> {
  const [, table = ''] = page.split(BEGIN)
  const [rows = ''] = table.split(END)
  return new Map(
    rows.split('\n').flatMap((line) => {
      const [, name, , ...told] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
      const [versions = '', date = '', result = '', minutes = ''] = told
      if (!name?.startsWith('`') || date === '') return []
      return [[name.replaceAll('`', ''), [versions, date, result, minutes] as const] as const]
    }),
  )
}

/** @returns the page with what is new; of all other cases it says what it said. */
export function tellAgain(page: string, cases: readonly Case[], rows: readonly Row[]): string {
  const told = new Map(readTold(page))
  for (const { name, versions, date, result, minutes } of rows) {
    told.set(name, [versions, date, inCell(result), minutes.toFixed(0)])
  }
  const table = markdownTable([
    HEAD,
    ...cases.map(({ name, what, missing }) => [
      ...[`\`${name}\``, what],
      ...(told.get(name) ?? ['', '', missing ? `${NOT_PLAYED}: ${missing}` : NOT_PLAYED, '']),
    ]),
  ])
  const [before, rest] = page.split(BEGIN)
  const [, after] = rest?.split(END) ?? []
  if (after === undefined) throw new Error(`docs/hosts.md has no ${BEGIN} and ${END}.`)
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`
}

function inCell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/(?<!\\)\|/g, '\\|')
}

export function readPage(): Promise<string> {
  return readFile(PAGE_PATH, 'utf8')
}
