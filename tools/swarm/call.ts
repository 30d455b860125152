import { parseArgs } from 'node:util'
import { hostCommand, USUAL_STACK } from '../../sandbox-server/common/installation.ts'

/** As a host types it, before a word. */
export const SWARM = hostCommand('swarm', ['']).trimEnd()

/** Becomes part of the names of services, networks and volumes. */
const STACK_NAME = /^[a-z0-9][a-z0-9_-]{0,40}$/

/** What `--help` prints. */
export const USAGE = `${SWARM} init [--renew]
${SWARM} join-command
${SWARM} status [--json] [--stack NAME]
${SWARM} remove [--yes] [--stack NAME]
${SWARM} certificates FOLDER

For Docker Blitz on several machines, by a Docker Swarm and stack.yaml. Run it on a manager of the
Swarm. docs/machines.md is the whole way.

  init          makes the certificates by which the server and the machines know each other, and
                says where the server runs. It changes nothing that is there
  join-command  says what to run for a further machine
  status        says what runs where, and what is missing
  remove        removes the stack and the certificates, and says what stays
  certificates  writes certificates as files, for machines that are in no Swarm; needs no manager

  --renew       makes the next certificates, and says how to change over
  --json        the status as JSON
  --stack NAME  what the stack is called; ${USUAL_STACK} by default
  --yes         remove without --yes says what it would do
  --help        this text

SERVER_IMAGE names the image of both programs, as it does for stack.yaml.
The exit status is 0, 1 where something is missing, or 2 for a wrong call.
`

/** A wrong call of the program; the message says what is wrong with it. */
export class CallError extends Error {
  override readonly name = 'CallError'
}

const OPTIONS = {
  renew: { type: 'boolean' },
  json: { type: 'boolean' },
  stack: { type: 'string' },
  yes: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

type OptionName = keyof typeof OPTIONS

const WORDS = {
  init: ['renew'],
  'join-command': [],
  status: ['json', 'stack'],
  remove: ['yes', 'stack'],
  certificates: [],
} as const satisfies Record<string, readonly OptionName[]>

/** The one word after which something is named. */
const WITH_FOLDER = 'certificates'

export interface SwarmCall {
  readonly word: keyof typeof WORDS
  /** Empty where the word takes none. */
  readonly folder: string
  readonly stack: string
  readonly renew: boolean
  readonly json: boolean
  readonly yes: boolean
}

/** @returns undefined where it is `--help`. @throws {CallError} */
export function readCall(words: readonly string[]): SwarmCall | undefined {
  const { values, positionals } = parsed(words)
  if (values.help) return undefined
  const [word, folder, ...others] = positionals
  if (word === undefined) throw new CallError('Say what to do, such as status.')
  if (!isWord(word)) {
    throw new CallError(`There is no ${word}. There are ${Object.keys(WORDS).join(', ')}.`)
  }
  if (word === WITH_FOLDER && folder === undefined) {
    throw new CallError(`${word} takes a folder: ${SWARM} ${word} FOLDER.`)
  }
  const [surplus] = word === WITH_FOLDER ? others : [folder]
  if (surplus !== undefined) throw new CallError(`${word} takes no ${surplus}.`)
  const takes: readonly string[] = WORDS[word]
  const wrong = Object.keys(values).find((option) => !takes.includes(option))
  if (wrong !== undefined) throw new CallError(`${word} takes no --${wrong}.`)
  const { stack = USUAL_STACK, renew = false, json = false, yes = false } = values
  if (!STACK_NAME.test(stack)) {
    throw new CallError(`A stack is not called "${stack}": it takes letters, digits, - and _.`)
  }
  return { word, folder: folder ?? '', stack, renew, json, yes }
}

function isWord(word: string): word is keyof typeof WORDS {
  return Object.hasOwn(WORDS, word)
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    // Node goes on with how to pass what looks like an option.
    throw new CallError(`${(error as Error).message.split('. ')[0]}.`)
  }
}
