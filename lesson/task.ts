import { parse, YAMLParseError } from 'yaml'
import * as z from 'zod'
import { FenceError } from './fence-error.ts'
import { checkName, readOptions } from './fence-options.ts'
import { nearest } from './nearest.ts'

/** The language of fences that hold a task, as YAML. */
export const TASK_LANGUAGE = 'task'

const text = z.string().trim().min(1)

const taskFile = z.strictObject({
  title: text,
  /** Markdown of one paragraph, like `hint`. */
  text,
  hint: text,
  /** Commands, a line each, as a reader would type them. */
  solution: text,
  needs: z.array(z.string()).default([]),
  checks: z.array(z.strictObject({ run: text, otherwise: text })).min(1),
})

/** A silent command that ends with 0 where the reader has done this much of a task. */
export interface Check {
  readonly run: string
  /** What is missing, in a sentence. */
  readonly otherwise: string
}

/** Something for the reader to do, and how to tell that it was done. */
export interface Task {
  /** `chapter/name`. */
  readonly name: string
  readonly title: string
  readonly text: string
  readonly hint: string
  readonly solution: readonly string[]
  /** Full names of blocks that must have run before. */
  readonly needs: readonly string[]
  readonly checks: readonly Check[]
}

/**
 * @returns the task with its name and needs as they stand in the chapter.
 * @throws {FenceError} that names the option or the key, and the nearest valid one.
 */
export function parseTask(meta: string | null | undefined, content: string): Task {
  const { name } = readOptions(meta ?? '', ['name'])
  if (name === undefined) throw new FenceError('A task needs a name: ```task name="…".')
  const result = taskFile.safeParse(parseYaml(content))
  if (!result.success) throw new FenceError(taskSentence(result.error.issues[0]))
  const { solution, ...task } = result.data
  return { ...task, name: checkName(name), solution: solution.split('\n').filter(Boolean) }
}

function parseYaml(content: string): unknown {
  try {
    // Every value is text: a check may be `true`, a title a number.
    return parse(content, { schema: 'failsafe' })
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    const line = error.linePos?.[0].line ?? 0
    throw new FenceError(`The task is not YAML: ${error.message.split('\n')[0]}`, line)
  }
}

function taskSentence(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    const known = issue.path.length > 0 ? ['run', 'otherwise'] : Object.keys(taskFile.shape)
    return `A task has no ${key}. Did you mean ${nearest(key, known as [string, ...string[]])}?`
  }
  const place = issue?.path.join('.') || 'the task'
  return `${place} of the task is not usable: ${issue?.message}.`
}
