import { styleText } from 'node:util'
import { structuredPatch } from 'diff'
import type { Difference } from '../lesson/compare.ts'
import type { Row } from './check-chapter.ts'
import { escapeXml } from './escape-xml.ts'

/** Lines around a difference. */
const CONTEXT_LINES = 3
/** Lines of one difference that are shown. */
const SHOWN_LINES = 60

/**
 * @param folder of the course, as a person names it.
 * @returns a line for a row, and the difference below it where there is one.
 */
export function describeRow(row: Row, folder = 'content'): string {
  const { kind, name, seconds, problem, chapter, inOrder } = row
  const what = `${name}${kind === 'block' ? '' : ` (${kind})`}${inOrder ? ', in order' : ''}`
  const time = styleText('dim', `${seconds.toFixed(2)} s`)
  if (problem === undefined) return `${styleText('green', '✓')} ${what} ${time}`
  const place = placeOf(row, folder)
  const through = name.startsWith(`${chapter}/`) ? '' : `, which ${chapter} needs`
  const lines = [`${styleText('red', '✗')} ${what}${through} ${time}`, `  ${place}`]
  lines.push(`  ${problem.sentence}`)
  if (problem.difference) lines.push(...differenceLines(problem.difference))
  return lines.join('\n')
}

/** @returns where a block or a task is, such as `content/chapters/welcome.mdx:12`. */
export function placeOf({ name, line }: Pick<Row, 'name' | 'line'>, folder: string): string {
  return `${folder}/chapters/${name.split('/')[0]}.mdx:${line}`
}

function differenceLines({ expected, actual }: Difference): string[] {
  const { hunks } = structuredPatch('', '', `${expected}\n`, `${actual}\n`, '', '', {
    context: CONTEXT_LINES,
  })
  const lines = hunks.flatMap((hunk) => hunk.lines).map((line) => `    ${paint(line)}`)
  const left = lines.length - SHOWN_LINES
  const shown = lines.slice(0, SHOWN_LINES)
  if (left > 0) shown.push(`    and ${left} lines more`)
  return ['  - the page   + the sandbox', ...shown]
}

function paint(line: string): string {
  if (line.startsWith('-')) return styleText('red', line)
  if (line.startsWith('+')) return styleText('green', line)
  return line
}

/** @returns a row as `--json` prints it: an object a line. */
export function rowAsJson({ played: _, problem, ...row }: Row): string {
  return JSON.stringify({ ...row, result: problem ? 'failed' : 'passed', problem })
}

/** @returns all rows as JUnit's XML, which continuous integration servers show. */
export function rowsAsJunit(rows: readonly Row[]): string {
  const cases = rows.map(({ chapter, name, seconds, problem, inOrder }) => {
    const what = inOrder ? `${name}, in order` : name
    const attributes = `classname="${escapeXml(chapter)}" name="${escapeXml(what)}" time="${seconds.toFixed(3)}"`
    if (problem === undefined) return `  <testcase ${attributes}/>`
    const body = problem.difference ? differenceLines(problem.difference).join('\n') : ''
    const message = escapeXml(problem.sentence)
    return `  <testcase ${attributes}><failure message="${message}">${escapeXml(body)}</failure></testcase>`
  })
  const failures = rows.filter(({ problem }) => problem).length
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="lessons" tests="${rows.length}" failures="${failures}">`,
    ...cases,
    '</testsuite>\n',
  ].join('\n')
}
