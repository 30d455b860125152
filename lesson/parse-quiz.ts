import * as z from 'zod'
import { FenceError } from './fence-error.ts'
import { checkName, readOptions } from './fence-options.ts'
import { parseYamlFence } from './yaml-fence.ts'

/** The language of fences that hold a question with answers to choose from, as YAML. */
export const QUIZ_LANGUAGE = 'quiz'

const text = z.string().trim().min(1)

const quizFile = z.strictObject({
  question: text,
  options: z
    .array(
      z.strictObject({
        text,
        right: z.enum(['true', 'false']).default('false'),
        because: text,
      }),
    )
    .min(2)
    .max(8),
})

/** One answer that a reader may choose; both texts are Markdown of one paragraph. */
export interface QuizOption {
  readonly text: string
  readonly isRight: boolean
  /** Why it is right, or why it is not. */
  readonly because: string
}

/** A question that a reader answers for themselves: nothing of it is sent anywhere. */
export interface Quiz {
  /** `chapter/name`. */
  readonly name: string
  /** Markdown of one paragraph. */
  readonly question: string
  readonly options: readonly QuizOption[]
}

/**
 * @returns the quiz with its name as the chapter has it.
 * @throws {FenceError} that names the line, the key and the nearest valid one.
 */
export function parseQuiz(meta: string | null | undefined, content: string): Quiz {
  const { name } = readOptions(meta ?? '', ['name'])
  if (name === undefined) throw new FenceError('A quiz needs a name: ```quiz name="…".')
  const { question, options } = parseYamlFence('quiz', quizFile, content)
  const read = options.map(({ text, right, because }) => {
    return { text, isRight: right === 'true', because }
  })
  if (!read.some(({ isRight }) => isRight)) {
    throw new FenceError('No option of the quiz is right: give at least one of them "right: true".')
  }
  return { name: checkName(name), question, options: read }
}
