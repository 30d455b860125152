import type { Steps } from '../steps.ts'
import { ServiceError } from './machine.ts'

/** One thing that an installation or a removal does. */
export interface ServiceStep {
  /** What it does, as an order: `Make the user blitz`. */
  readonly does: string
  /** Whether there is anything to do. */
  isNeeded(): Promise<boolean>
  /** @returns a sentence, where something about the outcome is worth knowing. */
  run(tell: (detail: string) => void): Promise<unknown>
}

/** Takes the steps that are needed, one after the other, and says of the others that they are done. */
export async function takeSteps(planned: readonly ServiceStep[], steps: Steps): Promise<void> {
  for (const step of planned) {
    if (!(await step.isNeeded())) {
      steps.say(`  ${step.does}: nothing to do`)
      continue
    }
    await steps.do(
      step.does,
      (tell) => step.run(tell).catch((error: unknown) => Promise.reject(withWordsOf(error))),
      (said) => (typeof said === 'string' ? said : ''),
    )
  }
}

/** @returns a line for each step: what it would do. */
export async function foreseenSteps(planned: readonly ServiceStep[]): Promise<readonly string[]> {
  const needed = await Promise.all(planned.map((step) => step.isNeeded()))
  return planned.map(({ does }, index) => `  ${does}${needed[index] ? '' : ': nothing to do'}`)
}

/** A command of the system that failed has said why on its standard error. */
function withWordsOf(error: unknown): unknown {
  const { stderr } = error as { stderr?: unknown }
  return typeof stderr === 'string' && stderr.trim() !== ''
    ? new ServiceError(stderr.trim(), { cause: error })
    : error
}
