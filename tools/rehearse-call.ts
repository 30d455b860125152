import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Bounds, DEFAULT_BOUNDS } from '../runner/rehearsal/bounds.ts'
import { hostCommand } from '../sandbox-server/common/installation.ts'

/** What `rehearse` was asked for. */
export interface RehearseCall {
  readonly workshop: string
  /** Undefined: as many as the plan has. */
  readonly seats: number | undefined
  /** Undefined: the server of this machine's settings. */
  readonly url: string | undefined
  readonly token: string | undefined
  readonly minutes: number
  readonly openingSeconds: number
  readonly pace: readonly [least: number, most: number]
  /** Undefined: any. */
  readonly seed: number | undefined
  readonly bounds: Bounds
  readonly isJson: boolean
  /** Folder of the page; undefined: in the state directory. */
  readonly to: string | undefined
}

const REHEARSE = hostCommand('rehearse')

/** A server takes no more readers than that from one program's memory and sockets. */
const MOST_SEATS = 2000
const MOST_MINUTES = 600

/** What `--help` prints. */
const REHEARSE_USAGE = `${hostCommand('rehearse', ['--workshop', 'NAME'])} [--seats NUMBER] [--url ADDRESS] [--token SECRET]
    [--minutes NUMBER] [--opening SECONDS] [--pace SECONDS-SECONDS] [--seed NUMBER] [--to FOLDER]
    [--join-p95 MS] [--prompt-p95 MS] [--start-p95 MS] [--failures NUMBER] [--json]

Has as many readers as seats join a workshop of a running server and work in it: they read, run the
chapters' blocks, make mistakes, load pages again, lose connections and raise hands. Then their seats
are given up, and a page says how long everything took, what failed and how many seats the machine
holds. Ends with status 0 when every bound is kept, 1 when one is not, 2 when it was called in a wrong
way. Ctrl+C ends it early; the seats are given up then, too.

  --workshop NAME      the workshop's name, as its file in workshops/ has it
  --seats NUMBER       readers, as many as the plan has seats by default

  --url ADDRESS        of the server; by default that of the settings
  --token SECRET       a host's, or the board's link; by default the one in the state directory

  --minutes NUMBER     after which nobody begins another block, 5 by default
  --opening SECONDS    from the first reader who joins to the last, 60 by default

  --pace SECONDS-SECONDS
                       a reader's time between two blocks, 20-40 by default
  --seed NUMBER        the same readers as those of an earlier rehearsal

  --join-p95, --prompt-p95, --start-p95 MS
                       what 95 of 100 may take to join, to their first prompt and to the start of a
                       command: ${DEFAULT_BOUNDS.join}, ${DEFAULT_BOUNDS.prompt} and ${DEFAULT_BOUNDS.start} ms by default

  --failures NUMBER    how many readers may meet a failure, ${DEFAULT_BOUNDS.failures} by default
  --to FOLDER          where the page is written, by default rehearsals/ in the state directory
  --json               the whole result on standard output
`

/**
 * @param from the folder that `--to` is relative to.
 * @returns what was asked for; the text to print where it is `--help`, or the call is wrong.
 */
export function readRehearseCall(
  words: readonly string[],
  from = '.',
): RehearseCall | { readonly text: string; readonly status: 0 | 2 } {
  const wrong = (sentence: string) =>
    ({ text: `${sentence} See ${REHEARSE} --help.`, status: 2 }) as const
  let values: ReturnType<typeof parse>
  try {
    values = parse(words)
  } catch (error) {
    return wrong(`${(error as Error).message.split('. ')[0]}.`)
  }
  if (values.help) return { text: REHEARSE_USAGE, status: 0 }
  const { workshop, url, token, to, json: isJson } = values
  if (workshop === undefined) return wrong('Which workshop? Name it: --workshop NAME.')
  const numbers = readNumbers(values)
  if ('sentence' in numbers) return wrong(numbers.sentence)
  const [, least, most] = /^(\d{1,5})-(\d{1,5})$/.exec(values.pace) ?? []
  if (!(Number(least) <= Number(most))) {
    return wrong(`--pace is two numbers of seconds, such as 20-40, and not ${values.pace}.`)
  }
  if (url !== undefined && !/^https?:\/\/[^/]/.test(url)) {
    return wrong(`--url is an address such as https://blitz.example.org, and not ${url}.`)
  }
  const { seats, minutes, opening, seed, ...bounds } = numbers
  return {
    workshop,
    seats,
    url: url?.replace(/[?#].*$/, '').replace(/\/+$/, ''),
    token: token?.replace(/^.*#/, ''),
    minutes: minutes ?? 5,
    openingSeconds: opening ?? 60,
    pace: [Number(least), Number(most)],
    seed,
    bounds: {
      join: bounds['join-p95'] ?? DEFAULT_BOUNDS.join,
      prompt: bounds['prompt-p95'] ?? DEFAULT_BOUNDS.prompt,
      start: bounds['start-p95'] ?? DEFAULT_BOUNDS.start,
      failures: bounds.failures ?? DEFAULT_BOUNDS.failures,
    },
    isJson,
    to: to && resolve(from, to),
  }
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const
  return parseArgs({
    args: [...words],
    options: {
      workshop: text,
      seats: text,
      url: text,
      token: text,
      minutes: text,
      opening: text,
      pace: { type: 'string', default: '20-40' },
      seed: text,
      to: text,
      'join-p95': text,
      'prompt-p95': text,
      'start-p95': text,
      failures: text,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values
}

/** Of each number: its bounds, and whether it is a whole one. */
const NUMBERS = {
  seats: { least: 1, most: MOST_SEATS, isWhole: true },
  minutes: { least: 0.01, most: MOST_MINUTES, isWhole: false },
  opening: { least: 0, most: 3600, isWhole: false },
  seed: { least: 0, most: 2 ** 31 - 1, isWhole: true },
  'join-p95': { least: 1, most: 3_600_000, isWhole: false },
  'prompt-p95': { least: 1, most: 3_600_000, isWhole: false },
  'start-p95': { least: 1, most: 3_600_000, isWhole: false },
  failures: { least: 0, most: MOST_SEATS, isWhole: true },
} as const

type Numbers = { readonly [Name in keyof typeof NUMBERS]: number | undefined }

function readNumbers(
  values: Partial<Record<keyof Numbers, string>>,
): Numbers | { sentence: string } {
  const numbers: Partial<Record<keyof Numbers, number | undefined>> = {}
  for (const name of Object.keys(NUMBERS) as (keyof Numbers)[]) {
    const { least, most, isWhole } = NUMBERS[name]
    const written = values[name]
    const number = written === undefined ? undefined : Number(written.trim() || Number.NaN)
    const isRight =
      number === undefined ||
      (number >= least && number <= most && (!isWhole || Number.isInteger(number)))
    if (!isRight) {
      const kind = isWhole ? 'a whole number' : 'a number'
      return { sentence: `--${name} is ${kind} from ${least} to ${most}, and not ${written}.` }
    }
    numbers[name] = number
  }
  return numbers as Numbers
}
