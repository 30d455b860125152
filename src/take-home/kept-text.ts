import type { KeptFact, Mine } from '../../protocol/join-messages.ts'
import { phrase } from '../../words/phrase.ts'

export type FormatTime = (milliseconds: number) => string

const KINDS: Readonly<Record<KeptFact['kind'], string>> = {
  joined: phrase('mine.joined'),
  at: phrase('mine.at'),
  ran: phrase('mine.ran'),
  task: phrase('mine.task'),
  'task-undone': phrase('mine.task-undone'),
  hand: phrase('mine.hand'),
  asked: phrase('mine.asked'),
  looked: phrase('mine.looked'),
  typed: phrase('mine.typed'),
  'typed-text': phrase('mine.typed-text'),
  'look-ended': phrase('mine.look-ended'),
  message: phrase('mine.message'),
  action: phrase('mine.action'),
}

/** What a host does with a reader's terminal. */
const LOOKS: ReadonlySet<KeptFact['kind']> = new Set([
  'asked',
  'looked',
  'typed',
  'typed-text',
  'look-ended',
])

export function isLook({ kind }: KeptFact): boolean {
  return LOOKS.has(kind)
}

/** @returns what a fact is, in a word or two. */
export function kindWords({ kind }: KeptFact): string {
  return KINDS[kind]
}

/** @returns what it is about, and what was said or run. */
export function factWords({ about, words, state, status }: KeptFact): string {
  const end = status
    ? phrase('transcript.exit', { status })
    : state === 'running'
      ? phrase('block.running')
      : undefined
  const said = [about, words].filter(Boolean).join(': ')
  return end === undefined ? said : `${said} [${end}]`
}

/** @returns the sentences above the entries. */
export function leadSentences(mine: Mine, formatTime: FormatTime): readonly string[] {
  const { title, name, facts, deletedAt, keepDays, recordsCommands } = mine
  return [
    phrase('mine.lead', { count: facts.length, title, name }),
    ...(recordsCommands ? [] : [phrase('mine.no-commands')]),
    ...(deletedAt === null ? [] : [phrase('mine.deleted-at', { time: formatTime(deletedAt) })]),
    ...(keepDays === undefined ? [] : [phrase('mine.deleted-after', { count: keepDays })]),
  ]
}

/** @returns all that a workshop keeps of a reader, as text. */
export function keptText(mine: Mine, formatTime: FormatTime): string {
  const entries = mine.facts.map((fact) => {
    // A line each, whatever was typed.
    const words = `${kindWords(fact)}: ${factWords(fact)}`.replaceAll(/\s+/g, ' ')
    return `${formatTime(fact.at)}  ${words}`
  })
  return [...leadSentences(mine, formatTime), '', ...entries, ''].join('\n')
}
