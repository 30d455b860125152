import type { KeptFact, Mine } from '../../protocol/join-messages.ts'
import { phrase } from '../../words/phrase.ts'

export type FormatTime = (milliseconds: number) => string

const KINDS: Readonly<Record<KeptFact['kind'], string>> = {
  joined: phrase('mine.joined'),
  moved: phrase('mine.moved'),
  at: phrase('mine.at'),
  ran: phrase('mine.ran'),
  task: phrase('mine.task'),
  hand: phrase('mine.hand'),
  look: phrase('mine.look'),
  message: phrase('mine.message'),
  action: phrase('mine.action'),
}

/** @returns what a fact is, in a word or two. */
export function kindWords({ kind }: KeptFact): string {
  return KINDS[kind]
}

/** @returns what it is about, and what was said or run. */
export function factWords({ about, words }: KeptFact): string {
  return [about, words].filter(Boolean).join(': ')
}

/** @returns the sentences above the entries. */
export function leadSentences(mine: Mine, formatTime: FormatTime): readonly string[] {
  const { title, name, facts, deletedAt, recordsCommands } = mine
  return [
    phrase('mine.lead', { count: facts.length, title, name }),
    ...(recordsCommands ? [] : [phrase('mine.no-commands')]),
    ...(deletedAt === null ? [] : [phrase('mine.deleted-at', { time: formatTime(deletedAt) })]),
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
