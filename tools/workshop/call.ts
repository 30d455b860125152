import { parseArgs } from 'node:util'
import { hostCommand } from '../../sandbox-server/common/installation.ts'
import { TABLE_NAMES } from '../../sandbox-server/workshops/records/tables.ts'

/** As a host types it, before a word. */
export const WORKSHOP = hostCommand('workshop', ['']).trimEnd()

/** What `--help` prints. */
export const USAGE = `${WORKSHOP} new NAME [--title TEXT] [--seats NUMBER] [--opens TIME] [--closes TIME]
    [--course NAME] [--chapters NAME,NAME] [--group NAME]... [--code CODE] [--records commands]
${WORKSHOP} list | show NAME | check
${WORKSHOP} open NAME | close NAME
${WORKSHOP} token [--new] | invite HOST | revoke HOST
${WORKSHOP} export NAME --json [--to FILE]
${WORKSHOP} export NAME --csv [--table TABLE] [--to FILE]
${WORKSHOP} delete NAME [--yes]

Workshops are files in workshops/ of the state directory, and what happened in them is in workshops.db
beside that folder. All of this works while the server runs, and while it does not.

  new     writes the plan of a workshop, and says what to do next
  list    all workshops; show: one of them, with its code and its links
  check   reads every plan, and says what is wrong in it
  open    opens a workshop ahead of its time, or once more; close: closes it now
  token   prints the link of your board; with --new it gets a new token, and old boards are closed
  invite  makes the link of a further host's board; revoke: closes that host's boards
  export  writes what is kept of a workshop: JSON is one document. CSV is a table, or all of them in a
          file that ends with .zip, or in a folder
  delete  deletes a workshop, and all that is kept of it

  --opens, --closes TIME
               such as "2026-12-01 09:00", 2026-12-01T09:00+01:00, or 09:00 for the next time it is that
  --table      one of ${TABLE_NAMES.join(', ')}
  --to FILE    where to write; standard output by default
  --help       this text

The exit status is 0, 1 where something is wrong, or 2 for a wrong call.
`

/** A wrong call of the program; the message says what is wrong with it. */
export class CallError extends Error {
  override readonly name = 'CallError'
}

const OPTIONS = {
  title: { type: 'string' },
  seats: { type: 'string' },
  opens: { type: 'string' },
  closes: { type: 'string' },
  course: { type: 'string' },
  chapters: { type: 'string' },
  group: { type: 'string', multiple: true },
  code: { type: 'string' },
  records: { type: 'string' },
  new: { type: 'boolean' },
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
  table: { type: 'string' },
  to: { type: 'string' },
  yes: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

type OptionName = keyof typeof OPTIONS

/** What each word takes: a name after it, and options. */
const WORDS: Readonly<Record<string, { name?: string; options: readonly OptionName[] }>> = {
  new: {
    name: 'NAME',
    options: [
      'title',
      'seats',
      'opens',
      'closes',
      'course',
      'chapters',
      'group',
      'code',
      'records',
    ],
  },
  list: { options: [] },
  show: { name: 'NAME', options: [] },
  check: { options: [] },
  open: { name: 'NAME', options: [] },
  close: { name: 'NAME', options: [] },
  token: { options: ['new'] },
  invite: { name: 'HOST', options: [] },
  revoke: { name: 'HOST', options: [] },
  export: { name: 'NAME', options: ['json', 'csv', 'table', 'to'] },
  delete: { name: 'NAME', options: ['yes'] },
}

export type CallOptions = ReturnType<typeof parsed>['values']

/** What the program was asked for. */
export interface WorkshopCall {
  readonly word: string
  /** Of the workshop or the host; empty where the word takes none. */
  readonly name: string
  readonly options: CallOptions
}

/** @returns undefined where it is `--help`. @throws {CallError} */
export function readCall(words: readonly string[]): WorkshopCall | undefined {
  const { values, positionals } = parsed(words)
  if (values.help) return undefined
  const [word, name, ...others] = positionals
  if (word === undefined) throw new CallError('Say what to do, such as list.')
  const takes = WORDS[word]
  if (takes === undefined) {
    throw new CallError(`There is no ${word}. There are ${Object.keys(WORDS).join(', ')}.`)
  }
  if (takes.name !== undefined && name === undefined) {
    throw new CallError(`${word} takes a name: ${WORKSHOP} ${word} ${takes.name}`)
  }
  const [surplus] = takes.name === undefined ? [name] : others
  if (surplus !== undefined) throw new CallError(`${word} takes no ${surplus}.`)
  const wrong = Object.keys(values).find((option) => !takes.options.includes(option as OptionName))
  if (wrong !== undefined) throw new CallError(`${word} takes no --${wrong}.`)
  return { word, name: name ?? '', options: values }
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new CallError(`${(error as Error).message.split('. ')[0]}.`)
  }
}
