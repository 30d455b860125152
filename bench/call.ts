import { parseArgs } from 'node:util'

/** What the program was asked for. */
export interface Call {
  readonly names: readonly string[]
  readonly json: boolean
  readonly save: boolean
  readonly help: boolean
  readonly samples: number
  readonly sandboxes: number
  readonly readers: number
  readonly pace: readonly [least: number, most: number]
  readonly baseline: string
}

/** Where the first minute of a workshop was still one of waiting. */
const BASELINE = '44f5dfe'

/** @returns the text that `--help` prints. */
export function usage(benches: readonly string[]): string {
  return `npm run bench -- [NAME...] [--json] [--save] [--samples NUMBER] [--sandboxes NUMBER]
                 [--readers NUMBER] [--pace SECONDS-SECONDS] [--baseline COMMIT]

Measures what Docker Blitz promises to be quick at, against what a host would have without it, in
one run on this machine. Ends with status 0 when every goal is met, 1 when one is not, 2 when it was
called in a wrong way. Without a name it runs all: ${benches.join(', ')}.

  --json               the rows as JSON, on standard output
  --save               adds them to bench/history.jsonl
  --samples NUMBER     of each kind, 20 by default
  --sandboxes NUMBER   that are alive at once where memory is measured, 30 by default
  --readers NUMBER     of the crowd and of the rush, 100 by default
  --pace SECONDS-SECONDS
                       between two blocks of a reader of the crowd, 20-40 by default
  --baseline COMMIT    that rush and no-network are compared with, ${BASELINE} by default
  --help               this text
`
}

/** @returns the sentence to print where the call is wrong. */
export function readCall(words: readonly string[], benches: readonly string[]): Call | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: {
        json: { type: 'boolean', default: false },
        save: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        samples: { type: 'string', default: '20' },
        sandboxes: { type: 'string', default: '30' },
        readers: { type: 'string', default: '100' },
        pace: { type: 'string', default: '20-40' },
        baseline: { type: 'string', default: BASELINE },
      },
      allowPositionals: true,
    })
    const unknown = positionals.find((name) => !benches.includes(name))
    if (unknown !== undefined)
      return `There is no bench ${unknown}: it takes ${benches.join(', ')}.`
    const { json, save, help, pace, baseline } = values
    const [samples = 0, sandboxes = 0, readers = 0] = [
      values.samples,
      values.sandboxes,
      values.readers,
    ].map(Number)
    for (const number of [samples, sandboxes, readers]) {
      if (!(Number.isInteger(number) && number > 0)) return 'A number is a whole one, 1 or more.'
    }
    const [, least, most] = /^(\d+)-(\d+)$/.exec(pace) ?? []
    if (!(Number(least) <= Number(most))) return 'A pace is two numbers of seconds, such as 20-40.'
    const names = positionals.length === 0 ? benches : positionals
    const numbers = { samples, sandboxes, readers, pace: [Number(least), Number(most)] as const }
    if (!/^[0-9a-f]{4,40}$/.test(baseline)) return 'A baseline is a commit, such as 44f5dfe.'
    return { names, json, save, help, baseline, ...numbers }
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}: see npm run bench -- --help.`
  }
}
