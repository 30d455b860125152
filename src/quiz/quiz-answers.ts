import { KeptValue } from '../storage/kept-value.ts'

/** The options that a reader chose last, counted from 0, by the names of the quizzes. */
type QuizAnswers = Readonly<Record<string, readonly number[]>>

const NONE: QuizAnswers = {}

const kept = new KeptValue<QuizAnswers>({ key: 'blitz-quizzes-1', none: NONE, parse })

function parse(text: string | null): QuizAnswers {
  try {
    const known: unknown = JSON.parse(text ?? '{}')
    if (typeof known !== 'object' || known === null) return NONE
    return Object.fromEntries(
      Object.entries(known).filter(
        ([, chosen]) => Array.isArray(chosen) && chosen.every(Number.isInteger),
      ),
    )
  } catch {
    return NONE
  }
}

/** @returns what was chosen in a quiz, in this browser; empty where it was not answered. */
export function answerOf(quiz: string): readonly number[] {
  return kept.latest[quiz] ?? []
}

export function keepAnswer(quiz: string, chosen: readonly number[]): void {
  kept.set({ ...kept.latest, [quiz]: chosen })
}
