import type { CheckResult } from './check.ts'
import type { DoctorReport } from './report.ts'

/** How a state is shown; `paint` adds the colour where there is any. */
const STATE_COLOURS = { good: 'green', note: 'yellow', bad: 'red' } as const

export type Paint = (colour: 'green' | 'yellow' | 'red' | 'bold', text: string) => string

const STATE_COLUMNS = 6
const NAME_COLUMNS = 17

/**
 * The report as lines for a person: state, what was checked, what was found, and below it what to
 * do.
 * @param columns the width to keep to; commands stay whole.
 */
export function reportTable(report: DoctorReport, paint: Paint, columns = 80): string {
  const rows = report.checks.flatMap((check) => row(check, paint, columns))
  return [...rows, '', paint('bold', verdict(report))].join('\n')
}

/** What everything comes down to. */
export function verdict({ liveTerminals }: DoctorReport): string {
  return liveTerminals
    ? 'Live terminals will work here.'
    : 'Live terminals will not work here.\nThe site starts without them, with recorded output.'
}

function row({ name, state, found, advice }: CheckResult, paint: Paint, columns: number): string[] {
  const indent = ' '.repeat(STATE_COLUMNS + NAME_COLUMNS)
  const width = columns - indent.length
  const lines = [found, ...(advice === undefined ? [] : [`-> ${advice}`])]
    .flatMap((text) => text.split('\n'))
    .flatMap((line) => (line.startsWith('  ') ? [line] : wrap(line, width)))
  const head = paint(STATE_COLOURS[state], state.padEnd(STATE_COLUMNS)) + name.padEnd(NAME_COLUMNS)
  return lines.map((line, index) => (index === 0 ? head : indent) + line)
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
