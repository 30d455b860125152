import { styleText } from 'node:util'
import { structuredPatch } from 'diff'
import type { Row } from './play.ts'
import type { Outcome } from './side.ts'
import { isFailure, type Verdict } from './verdict.ts'

/** Lines of one difference that are shown. */
const SHOWN_LINES = 40

const SENTENCES: Readonly<Record<Verdict, string>> = {
  same: '',
  explained: '',
  different: 'The sandbox differs from the plain engine, and no reason is given.',
  needless: 'The sandbox does what the plain engine does: its reason can go.',
  unsteady: 'Two runs on the plain engine differ: name in `varies` what no two have in common.',
}

/** @returns a line for a row, and the difference below it where nothing explains it. */
export function describeRow(row: Row): string {
  const { name, verdict, because, seconds } = row
  const mark = isFailure(verdict) ? styleText('red', '✗') : styleText('green', '✓')
  const time = styleText(
    'dim',
    `${seconds.sandbox.toFixed(1)} s, plain ${seconds.plain.toFixed(1)} s`,
  )
  const lines = [`${mark} ${name} ${time}`]
  if (because !== undefined && verdict === 'explained') lines.push(`  differs: ${because}`)
  if (isFailure(verdict)) lines.push(`  ${SENTENCES[verdict]}`, ...differenceLines(row))
  return lines.join('\n')
}

function differenceLines({ plain, sandbox }: Row): string[] {
  const { hunks } = structuredPatch('', '', asText(plain), asText(sandbox), '', '', { context: 2 })
  const lines = hunks.flatMap((hunk) => hunk.lines).map((line) => `    ${line}`)
  const left = lines.length - SHOWN_LINES
  const shown = lines.slice(0, SHOWN_LINES)
  if (left > 0) shown.push(`    and ${left} lines more`)
  return lines.length === 0 ? [] : ['  - the plain engine   + the sandbox', ...shown]
}

function asText({ stdout, stderr, status }: Outcome): string {
  return `${stdout}--- stderr\n${stderr}--- status ${status}\n`
}

/** @returns a row as `--json` prints it: an object a line. */
export function rowAsJson(row: Row): string {
  return JSON.stringify({ ...row, seconds: rounded(row.seconds) })
}

function rounded({ sandbox, plain }: Row['seconds']) {
  return { sandbox: Number(sandbox.toFixed(2)), plain: Number(plain.toFixed(2)) }
}

/** @returns how many are the same, how many differ for a reason, and how many for none. */
export function summary(rows: readonly Row[]): string {
  const count = (wanted: (verdict: Verdict) => boolean) =>
    rows.filter(({ verdict }) => wanted(verdict)).length
  const same = count((verdict) => verdict === 'same' || verdict === 'needless')
  const percent = rows.length === 0 ? 0 : Math.floor((1000 * same) / rows.length) / 10
  return `${same} of ${rows.length} the same (${percent} %), ${count((verdict) => verdict === 'explained')} differ for a reason, ${count(isFailure)} failed`
}
