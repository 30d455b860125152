import * as z from 'zod'
import { FenceError } from './fence-error.ts'
import { checkName, readOptions } from './fence-options.ts'
import type { Variable } from './variable.ts'
import { parseYamlFence } from './yaml-fence.ts'

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
  /** Those of the chapter up to here, which its commands and texts may name. */
  readonly variables: readonly Variable[]
}

/**
 * @returns the task with its name and needs as they stand in the chapter.
 * @throws {FenceError} that names the option or the key, and the nearest valid one.
 */
export function parseTask(meta: string | null | undefined, content: string): Task {
  const { name } = readOptions(meta ?? '', ['name'])
  if (name === undefined) throw new FenceError('A task needs a name: ```task name="…".')
  const { solution, ...task } = parseYamlFence('task', taskFile, content)
  const commands = solution.split('\n').filter(Boolean)
  return { ...task, name: checkName(name), solution: commands, variables: [] }
}
