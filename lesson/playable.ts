import type { Answer } from './answer.ts'
import type { Block } from './block.ts'
import type { Capture } from './capture.ts'
import type { Variable } from './variable.ts'

/** What it takes to play a block without its page. */
export interface PlayableBlock {
  /** `chapter/name`. */
  readonly name: string
  readonly title: string
  /** With `{name}` where a captured value goes. */
  readonly commands: readonly string[]
  readonly answers: readonly Answer[]
  readonly exit: number
  readonly until: string | undefined
  readonly needs: readonly string[]
  readonly capture: Capture | undefined
  readonly variables: readonly Variable[]
}

export function playableOf(block: Block): PlayableBlock {
  const { name, title, steps, answers, exit, until, needs, capture, variables } = block
  const commands = steps.map(({ command }) => command)
  return {
    name,
    title: title ?? 'Terminal',
    commands,
    answers,
    exit,
    until,
    needs,
    capture,
    variables,
  }
}
