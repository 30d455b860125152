import type { Answer } from './answer.ts'
import type { Block } from './block.ts'
import type { Capture } from './capture.ts'
import { isFile, type PlacedStep } from './course.ts'
import { shownPath } from './home-path.ts'
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

/** What it takes to write a file without its page. */
export interface PlayableFile {
  /** `chapter/name`. */
  readonly name: string
  readonly title: string
  readonly needs: readonly string[]
  /** From the home directory. */
  readonly path: string
  readonly text: string
}

export type PlayableStep = PlayableBlock | PlayableFile

export function playableOf(step: PlacedStep): PlayableStep {
  if (isFile(step)) {
    const { name, path, text, needs } = step
    return { name, title: shownPath(path), needs, path, text }
  }
  return playableBlock(step)
}

function playableBlock(block: Block): PlayableBlock {
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
