import type { WorkshopPlan as BoardPlan } from '../../protocol/board-messages.ts'
import { normalCode } from '../../protocol/join-code.ts'
import { writeWhole } from '../common/write-whole.ts'
import { PlanError, readPlan, type WorkshopPlan, type WrittenPlan, workshopName } from './plan.ts'
import { type PlannedCourse, withCourse } from './plan-checks.ts'
import { PlanFiles } from './plan-files.ts'
import { planText } from './plan-text.ts'
import { WorkshopError } from './workshop-error.ts'

export interface PlanBookOptions {
  readonly stateDirectory: string
  /** Those that a plan may name; any where the list is empty. */
  readonly courses: readonly PlannedCourse[]
  /** The plans that are in force, by the names of the workshops. */
  readonly inForce: () => ReadonlyMap<string, { readonly plan: WorkshopPlan }>
  /** A new code, of a workshop that names none. */
  readonly makeCode: () => string
  /** The code that a workshop had last, where that is kept. */
  readonly keptCode: (name: string) => string | undefined
  /** Whether there are records of a workshop of that name, with a plan or without. */
  readonly hasRecords: (name: string) => boolean
  /** Puts a plan in force. */
  readonly follow: (name: string, plan: WorkshopPlan) => void
  /** What is wrong with plans is no longer what it was. */
  readonly onTroubles: () => void
  readonly onFault: (error: unknown) => void
}

/** The plans of all workshops as they are written, and what is wrong with them. */
export class PlanBook {
  readonly #options: PlanBookOptions
  readonly #files: PlanFiles
  /** In sentences, by the names of the workshops. */
  readonly #troubles = new Map<string, readonly string[]>()

  constructor(options: PlanBookOptions) {
    this.#options = options
    this.#files = new PlanFiles(options.stateDirectory)
  }

  /** What is wrong with plans, in sentences. */
  get troubles(): readonly string[] {
    return [...this.#troubles.values()].flat()
  }

  /**
   * Writes a plan as a host has made it on the board, and follows it.
   * @param isNew whether there is to be none of that name before.
   * @throws {WorkshopError} with the field that cannot be so.
   */
  async write(name: string, isNew: boolean, written: BoardPlan): Promise<void> {
    if (!workshopName.safeParse(name).success) {
      throw new WorkshopError('A workshop has a name of small letters, digits and hyphens.', 'name')
    }
    if (isNew && this.#isTaken(name)) {
      throw new WorkshopError(`There is a workshop ${name} already. Take another name.`, 'name')
    }
    const text = planText(written, this.#files.text(name))
    let plan: WorkshopPlan
    try {
      plan = this.#completed(name, text, name)
    } catch (error) {
      if (!(error instanceof PlanError)) throw error
      throw new WorkshopError(sentenceOf(error.plain), error.field.split('.')[0])
    }
    await writeWhole(this.#files.path(name), text)
    this.#options.follow(name, plan)
  }

  /** A file that is wrong would be lost by a new one, and old records would be those of the new one. */
  #isTaken(name: string): boolean {
    const { inForce, hasRecords } = this.#options
    return inForce().has(name) || hasRecords(name) || this.#files.text(name) !== undefined
  }

  /** Follows the files: a wrong one leaves what was in force, and one that is gone ends nothing. */
  read(): void {
    try {
      for (const change of this.#files.changes()) {
        const { name } = change
        if ('text' in change) this.#followText(name, change.text, change.shown)
        else if ('error' in change) this.say(name, change.error.message)
        else this.#troubles.delete(name)
      }
    } catch (error) {
      this.#options.onFault(error)
    }
  }

  /** Says what is wrong with a plan. */
  say(name: string, ...sentences: readonly string[]): void {
    this.#troubles.set(name, sentences)
    for (const sentence of sentences) this.#options.onFault(new PlanError(sentence))
    this.#options.onTroubles()
  }

  /** Nothing is wrong with the plan any more. */
  settle(name: string): void {
    this.#troubles.delete(name)
  }

  remove(name: string): void {
    this.settle(name)
    this.#files.remove(name)
  }

  /** @returns the plan with its code: the one that it had last, or a new one, where it names none. */
  coded(name: string, plan: WrittenPlan): WorkshopPlan {
    const { inForce, keptCode, makeCode } = this.#options
    const code = plan.code ?? inForce().get(name)?.plan.code ?? keptCode(name) ?? makeCode()
    return { ...plan, code }
  }

  #followText(name: string, text: string, shown: string): void {
    const { inForce, follow } = this.#options
    try {
      follow(name, this.#completed(name, text, shown))
    } catch (error) {
      if (!(error instanceof PlanError)) throw error
      const effect = inForce().has(name) ? ' The earlier plan stays in force.' : ''
      this.say(name, `${error.message}${effect}`)
    }
  }

  /** @returns the plan of a text, with its course and its code. @throws {PlanError} */
  #completed(name: string, text: string, shown: string): WorkshopPlan {
    const { inForce, courses } = this.#options
    const read = readPlan(text, shown)
    const plan = this.coded(name, withCourse(read, courses))
    for (const [other, { plan: theirs }] of inForce()) {
      if (other === name || normalCode(theirs.code) !== normalCode(plan.code)) continue
      throw read.error(
        ['code'],
        `is ${plan.code}, the code of the workshop ${other}. Take another.`,
      )
    }
    return plan
  }
}

/** @returns the words with a capital letter. */
function sentenceOf(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
